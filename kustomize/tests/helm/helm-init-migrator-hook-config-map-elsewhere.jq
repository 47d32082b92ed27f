include "lib";

{
  "the Job mounts the ConfigMap": (
    pod("Job"; "shop-init-migrator") | volume("init-migrator-migrations").configMap.name == "shop-migrations"),
  "and nothing else is made": ([.[].kind] == ["Job"])
}
