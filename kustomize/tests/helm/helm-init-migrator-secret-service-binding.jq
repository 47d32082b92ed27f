include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "the settings name these files and no others": (
    $pod | migrator | [.env[].name | select(endswith("_FILE"))] | sort == ["PGDATABASE_FILE", "PGHOST_FILE", "PGPASSWORD_FILE", "PGPORT_FILE", "PGUSER_FILE"]),
  "they come from there": (
    $pod | volume("init-migrator-database").projected.sources == [{secret: {name: "shop-binding", items: [{key: "database", path: "database"}, {key: "host", path: "host"}, {key: "password", path: "password"}, {key: "port", path: "port"}, {key: "username", path: "username"}]}}])
}
