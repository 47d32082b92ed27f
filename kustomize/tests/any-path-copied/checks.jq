include "lib";

{
  "the path is the one in the settings": (settings.data.MIGRATIONS_COPIED_FROM == "/app"),
  "the copy takes its path from the settings, under their name": (
    settings.metadata.name as $name
    | all(injected[] | pod | .initContainers[0];
        .command == ["cp", "-R", "$(MIGRATIONS_COPIED_FROM)/.", "/bundle/"]
        and ([.env[] | select(.name == "MIGRATIONS_COPIED_FROM") | .valueFrom.configMapKeyRef]
          == [{name: $name, key: "MIGRATIONS_COPIED_FROM"}]))),
  "a location in the settings has no rival": (
    all(injected[] | pod | .initContainers[]; env("FLYWAY_LOCATIONS") == null and env("FLYWAY_JAR_DIRS") == null))
}
