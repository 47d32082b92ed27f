include "lib";

{
  "no setting names a file": (
    all(injected[] | pod | migrator; all(.env[].name; endswith("_FILE") | not))),
  "the settings come first, and the application's variables after them": (
    (settings.metadata.name) as $settings
    | all(injected[] | pod | migrator; .envFrom == [{configMapRef: {name: $settings}}, {secretRef: {name: "shop-environment"}}])),
  "no Secret is mounted": (
    all(injected[] | pod; volume("init-migrator-database") == {name: "init-migrator-database", emptyDir: {}}))
}
