include "lib";

[injected[] | pod | all_containers | select(ours)] as $ours
| {
  "there are two containers in each pod": ($ours | length == 2 * ($ours | map(select(.name == "init-migrator")) | length)),
  "the cluster chooses user and group": (
    all($ours[]; .securityContext | (has("runAsUser") or has("runAsGroup") | not) and .runAsNonRoot)),
  "a quota on limits.cpu admits them": (all($ours[]; .resources.limits.cpu == "1" and .resources.limits.memory))
}
