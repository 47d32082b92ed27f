include "lib";

def config_map($prefix): [.[] | select(.kind == "ConfigMap" and (.metadata.name | startswith($prefix))) | .metadata.name] | first;

config_map("billing-init-migrator-settings-") as $settings
| config_map("billing-init-migrator-migrations-") as $migrations
| {
  "each workload has a container for each database": (
    all(injected[] | pod; [.initContainers[].name | select(endswith("init-migrator"))] == ["billing-init-migrator", "init-migrator"])),
  "the second container has its own settings": (
    all(injected[] | pod | .initContainers[] | select(.name == "billing-init-migrator"); .envFrom == [{configMapRef: {name: $settings}}])),
  "its own migrations": (all(injected[] | pod; volume("billing-init-migrator-migrations").configMap.name == $migrations)),
  "its own Secret": (
    all(injected[] | pod; volume("billing-init-migrator-database").projected.sources == [{secret: {name: "billing-init-migrator-database"}}])),
  "its own Lease": (
    [.[] | select(.kind == "Lease") | .metadata.name] | sort == ["billing-init-migrator", "init-migrator"]),
  "the account has the rights on both": (
    (subjects | unique) == [{kind: "ServiceAccount", name: "init-migrator", namespace: "shop"}]
    and object("Role"; "billing-init-migrator").rules[0].resourceNames == ["billing-init-migrator"])
}
