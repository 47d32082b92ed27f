include "lib";

{
  "a location in the settings is the only one": (
    pod("Job"; "shop-init-migrator")
    | [migrator | .env[] | select(.name == "FLYWAY_LOCATIONS") | .value] == ["filesystem:/bundle/db"])
}
