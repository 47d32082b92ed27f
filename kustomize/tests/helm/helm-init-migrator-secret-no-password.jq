include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "the settings name these files and no others": (
    $pod | migrator | [.env[].name | select(endswith("_FILE"))] | sort == ["FLYWAY_URL_FILE", "FLYWAY_USER_FILE"]),
  "they come from there": (
    $pod | volume("init-migrator-database").projected.sources == [{secret: {name: "init-migrator-database", items: [{key: "url", path: "url"}, {key: "user", path: "user"}]}}])
}
