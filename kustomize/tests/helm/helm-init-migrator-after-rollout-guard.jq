include "lib";

{
  "guard waits for the Deployment of the release": (settings.data.MIGRATOR_ROLLOUT == "deployment/shop"),
  "the account may read this Deployment, list pods and ReplicaSets, and no more": (
    object("Role"; "init-migrator").rules[2:] == [
      {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["shop"], verbs: ["get"]},
      {apiGroups: [""], resources: ["pods"], verbs: ["list"]},
      {apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list"]}]),
  "no Job is made": ([.[] | select(.kind == "Job")] == [])
}
