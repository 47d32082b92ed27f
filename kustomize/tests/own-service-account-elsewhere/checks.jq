include "lib";

{
  "an account that isn't in the build has the rights": (subjects == [{kind: "ServiceAccount", name: "platform", namespace: "shop"}]),
  "the pod runs as it": (pod("Deployment"; "plain").serviceAccountName == "platform")
}
