include "lib";

([.[] | select(.kind == "Job")] | first) as $job
| ($job | pod) as $pod
| {
  "a changed release is a Job of another name": ($job.metadata.name | test("^shop-init-migrator-[0-9a-f]{8}$")),
  "it is no hook, and is removed in time": (
    ($job.metadata | has("annotations") | not) and $job.spec.ttlSecondsAfterFinished == 86400),
  "it runs as the account with the rights": (
    $pod.serviceAccountName as $name | subjects == [{kind: "ServiceAccount", name: $name, namespace: "shop"}]),
  "it has the token that elects": ($pod | volume("init-migrator-token") != null),
  "the scripts are copied first": (
    $pod | .initContainers[0].image == "shop:1.0.0"
    and ((.initContainers[0] | mount("/bundle").name) == (migrator | mount("/migrations").name))),
  "the location is the one that was asked for": (
    $pod | [migrator | .env[] | select(.name == "FLYWAY_LOCATIONS") | .value] == ["filesystem:/migrations/sql"]),
  "OpenShift chooses user and group of every container": (
    all($pod | all_containers; .securityContext | (has("runAsUser") or has("runAsGroup") | not)
      and .runAsNonRoot and .allowPrivilegeEscalation == false and .capabilities.drop == ["ALL"]))
}
