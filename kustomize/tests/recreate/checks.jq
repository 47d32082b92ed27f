include "lib";

{
  "Deployments are recreated, with nothing left of rolling": (
    [injected[] | select(.kind == "Deployment") | .spec.strategy] == [{type: "Recreate"}, {type: "Recreate"}]),
  "other kinds keep their strategy": (object("Rollout"; "canary").spec.strategy | has("canary")),
  "an unlabelled Deployment too": (object("Deployment"; "unlabelled").spec | has("strategy") | not)
}
