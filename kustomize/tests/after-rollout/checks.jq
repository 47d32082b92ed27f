include "lib";

{
  "guard knows the rollout by the name that the workload has in the end": (
    settings.data.ROLLOUT_NAME == "eu-plain-2" and settings.data.ROLLOUT_KIND == "deployment"),
  "its name is put together of what comes before it": (
    [pod("Deployment"; "eu-plain-2") | migrator | .args == ["guard"],
      ([.env[].name] | index("ROLLOUT_KIND") < index("MIGRATOR_ROLLOUT") and index("ROLLOUT_NAME") < index("MIGRATOR_ROLLOUT")),
      env("MIGRATOR_ROLLOUT") == "$(ROLLOUT_KIND)/$(ROLLOUT_NAME)"] | all),
  "the setting is not there twice": (settings.data | has("MIGRATOR_ROLLOUT") | not),
  "the account may read this Deployment, list pods and ReplicaSets, and no more": (
    object("Role"; "eu-init-migrator-2").rules[2:] | sort_by(.resources) == [
      {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["eu-plain-2"], verbs: ["get"]},
      {apiGroups: [""], resources: ["pods"], verbs: ["list"]},
      {apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list"]}]),
  "nothing of the mould is left on the Role": (object("Role"; "eu-init-migrator-2").metadata | has("annotations") | not)
}
