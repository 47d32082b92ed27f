include "lib";

{
  "the settings name these files and no others": (
    all(injected[] | pod | migrator; [.env[].name | select(endswith("_FILE"))] | sort == ["FLYWAY_PASSWORD_FILE", "FLYWAY_URL_FILE", "FLYWAY_USER_FILE"])),
  "they come from there": (
    all(injected[] | pod; volume("init-migrator-database") == {name: "init-migrator-database", emptyDir: {}}))
}
