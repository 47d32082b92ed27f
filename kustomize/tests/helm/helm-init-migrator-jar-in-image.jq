include "lib";

{
  "the directory of the jar is enough": (
    pod("Job"; "shop-init-migrator")
    | migrator | env("FLYWAY_LOCATIONS") == null and env("FLYWAY_JAR_DIRS") == "/bundle/app" and mount("/bundle").readOnly)
}
