include "lib";

object("ConfigMap"; "init-migrator-migrations").metadata.annotations as $annotations
| object("Job"; "shop-init-migrator").metadata.annotations as $job
| {
  "the scripts are there before the Job": (
    $annotations["helm.sh/hook"] == "pre-install,pre-upgrade" and ($annotations["helm.sh/hook-weight"] | tonumber) < 0),
  "the Job runs after a database of the same release": ($job["helm.sh/hook"] == "post-install,pre-upgrade"),
  "the Job mounts them": (
    pod("Job"; "shop-init-migrator") | volume("init-migrator-migrations").configMap.name == "init-migrator-migrations"),
  "Flux leaves placeholders alone": (
    $annotations["kustomize.toolkit.fluxcd.io/substitute"] == "disabled"
    and object("ConfigMap"; "init-migrator-migrations").data["V1__one.sql"] == "select '${kept}';")
}
