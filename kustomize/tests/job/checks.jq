include "lib";

{
  "the Job's container is init-migrator": (pod("Job"; "init-migrator") | [.containers[].name] == ["init-migrator"]),
  "what copies the migrations runs before it": (pod("Job"; "init-migrator") | init_names == ["copy-migrations"]),
  "every volume came along": (
    pod("Job"; "init-migrator") | [.volumes[].name] | sort
    == ["init-migrator-database", "init-migrator-migrations", "init-migrator-token"]),
  "a drain uses up no try, and what no retry can help ends it": (
    object("Job"; "init-migrator").spec.podFailurePolicy.rules
    | .[0] == {action: "Ignore", onPodConditions: [{type: "DisruptionTarget", status: "True"}]}
      and (.[1] | .action == "FailJob" and .onExitCodes.values == [2, 3, 4])),
  "Flux replaces the Job of the previous release, whose template cannot be changed": (
    object("Job"; "init-migrator").metadata.annotations == {"kustomize.toolkit.fluxcd.io/force": "enabled"}),
  "the Job runs once, as the account with the rights": (
    pod("Job"; "init-migrator") | .restartPolicy == "Never" and .serviceAccountName == "init-migrator")
}
