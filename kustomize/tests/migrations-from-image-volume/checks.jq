include "lib";

{
  "the volume is the application's image": (
    all(injected[] | pod; volume("init-migrator-migrations").image == {reference: "app:1", pullPolicy: "IfNotPresent"})),
  "the bundle is where the volume is, by init-migrator's own default": (
    all(injected[] | pod | migrator; mount("/bundle").readOnly) and (settings.data | has("FLYWAY_LOCATIONS") | not))
}
