include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "the URL is the Secret's only key that is mounted": (
    $pod | volume("init-migrator-database").projected.sources
    == [{secret: {name: "shop-app", items: [{key: "uri", path: "uri"}]}},
        {configMap: {name: "shop-ca", items: [{key: "ca.crt", path: "ca.crt"}]}}]),
  "no file is named that is not there": (
    $pod | migrator | [.env[].name | select(endswith("_FILE"))] == ["DATABASE_URL_FILE"]),
  "the authority is trusted": ($pod | migrator | env("FLYWAY_JDBC_PROPERTIES_SSLMODE") == "verify-full"),
  "the rollout is known": ($pod | migrator | env("MIGRATOR_REVISION") == "$(POD_TEMPLATE_HASH)$(CONTROLLER_REVISION_HASH)$(ROLLOUTS_POD_TEMPLATE_HASH)")
}
