include "lib";

{
  "the path is the location, and the only one": (
    pod("Job"; "shop-init-migrator")
    | [migrator | .env[] | select(.name == "FLYWAY_LOCATIONS") | .value]
      == ["filesystem:/bundle/workspace/BOOT-INF/classes/db/migration"])
}
