include "lib";

{
  "the Job runs as the pods' account, which has the rights": (
    pod("Job"; "init-migrator-after-rollout").serviceAccountName as $name
    | pod("Deployment"; "furnished").serviceAccountName == $name and subjects == [{kind: "ServiceAccount", name: $name, namespace: "shop"}])
}
