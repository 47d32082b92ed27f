include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "the settings name these files and no others": (
    $pod | migrator | [.env[].name | select(endswith("_FILE"))] | sort == ["FLYWAY_PASSWORD_FILE", "FLYWAY_USER_FILE"]),
  "they come from there": (
    $pod | volume("init-migrator-database").projected.sources == [{secret: {name: "shop.acid-shop.credentials.postgresql.acid.zalan.do", items: [{key: "password", path: "password"}, {key: "username", path: "username"}]}}])
}
