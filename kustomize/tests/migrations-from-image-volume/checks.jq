include "lib";

{
  "the volume is the application's image": (
    all(injected[] | pod; volume("init-migrator-migrations").image == {reference: "app:1", pullPolicy: "IfNotPresent"})),
  "the bundle is where the volume is": (
    all(injected[] | pod | migrator; env("FLYWAY_LOCATIONS") == "filesystem:/bundle/migrations" and mount("/bundle").readOnly))
}
