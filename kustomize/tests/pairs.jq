# What must hold of every two components under the prefix "eu-" and the suffix "-2".
include "lib";

{
  "the Lease's name has prefix and suffix, wherever it is": (
    settings.data.MIGRATOR_LEASE_NAME == "eu-init-migrator-2"
    and all(.[] | select(.kind == "Lease"); .metadata.name == "eu-init-migrator-2")),
  "each pod finds its settings": (
    settings.metadata.name as $name | all(workloads[] | pod | all_containers
      | .envFrom[]?.configMapRef.name, (.env[]?.valueFrom.configMapKeyRef.name // empty); . == $name)),
  "the rollout that is waited for has prefix and suffix": (
    settings.data | if .ROLLOUT_NAME then .ROLLOUT_NAME | IN("eu-plain-2", "eu-unlabelled-2") else true end),
  "a binding gives the rights of a Role of this build": (
    [.[] | select(.kind == "Role") | .metadata.name] as $roles
    | all(.[] | select(.kind == "RoleBinding") | .roleRef.name; IN($roles[])))
}
