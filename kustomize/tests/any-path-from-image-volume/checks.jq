include "lib";

{
  "the settings of the kustomization win": (settings.data.FLYWAY_LOCATIONS == "classpath:db/migration"),
  "no value in a pod's env would win over them": (all(injected[] | pod | all_containers; env("FLYWAY_LOCATIONS") == null)),
  "whoever reads locations has the settings": (
    settings.metadata.name as $name
    | all(injected[] | pod | .initContainers[] | select(ours); any(.envFrom[]; .configMapRef.name == $name)))
}
