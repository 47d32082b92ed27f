include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "the settings name these files and no others": (
    $pod | migrator | [.env[].name | select(endswith("_FILE"))] | sort == ["FLYWAY_PASSWORD_FILE", "FLYWAY_URL_FILE", "FLYWAY_USER_FILE"]),
  "they come from there": (
    $pod | ((.volumes // []) == []) and (migrator | env("FLYWAY_URL_FILE") == "/vault/secrets/url" and mount("/var/run/secrets/init-migrator") == null))
}
