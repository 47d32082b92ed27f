include "lib";

{
  "the path is copied": (
    pod("Job"; "shop-init-migrator") | .initContainers[0].command == ["cp", "-R", "/app/.", "/bundle/"]),
  "no location is set beside the settings": (
    pod("Job"; "shop-init-migrator") | migrator | env("FLYWAY_LOCATIONS") == null and env("FLYWAY_JAR_DIRS") == "/migrations")
}
