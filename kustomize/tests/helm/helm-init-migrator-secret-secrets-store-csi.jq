include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "the settings name these files and no others": (
    $pod | migrator | [.env[].name | select(endswith("_FILE"))] | sort == ["FLYWAY_PASSWORD_FILE", "FLYWAY_URL_FILE", "FLYWAY_USER_FILE"]),
  "they come from there": (
    $pod | (migrator | mount("/mnt/database").name) == "database-files"
    and volume("database-files").csi.volumeAttributes.secretProviderClass == "init-migrator-database"
    and volume("init-migrator-database").projected.sources == [{configMap: {name: "shop-ca", items: [{key: "ca.crt", path: "ca.crt"}]}}])
}
