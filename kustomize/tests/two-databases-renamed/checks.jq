include "lib";

def config_map($prefix): [.[] | select(.kind == "ConfigMap" and (.metadata.name | startswith($prefix)))] | first;
def part($name): pod("Deployment"; "eu-plain-2") | .initContainers[] | select(.name == $name);

. as $objects
| ["orders", "billing"]
| {
  "each container keeps its own settings": (
    all(.[]; . as $database | $objects
      | config_map("eu-\($database)-init-migrator-settings-2-").metadata.name == part("\($database)-init-migrator").envFrom[0].configMapRef.name)),
  "its own Lease": (
    all(.[]; . as $database | $objects
      | config_map("eu-\($database)-init-migrator-settings-2-").data.MIGRATOR_LEASE_NAME == "eu-\($database)-init-migrator-2"
        and has_object("Lease"; "eu-\($database)-init-migrator-2"))),
  "its own migrations": (
    all(.[]; . as $database | $objects
      | config_map("eu-\($database)-init-migrator-migrations-2-").metadata.name as $name
      | pod("Deployment"; "eu-plain-2") | volume("\($database)-init-migrator-migrations").configMap.name == $name)),
  "its own certificate": (
    all(.[]; . as $database | $objects
      | config_map("eu-\($database)-init-migrator-database-ca-2-").metadata.name as $name
      | pod("Deployment"; "eu-plain-2") | volume("\($database)-init-migrator-database").projected.sources[1].configMap.name == $name)),
  "the account has the rights on both": (
    $objects | subjects | unique == [{kind: "ServiceAccount", name: "eu-shop-2", namespace: "shop"}])
}
