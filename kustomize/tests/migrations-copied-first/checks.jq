include "lib";

{
  "first the copy, then the migration, then the others": (
    [injected[] | {(.metadata.name): pod | init_names}] | add == {
      "plain": ["copy-migrations", "init-migrator"],
      "furnished": ["copy-migrations", "init-migrator", "fetch-secrets", "proxy"],
      "stateful": ["copy-migrations", "init-migrator"],
      "daemon": ["copy-migrations", "init-migrator"],
      "nightly": ["copy-migrations", "init-migrator", "fetch-secrets"],
      "canary": ["copy-migrations", "init-migrator", "fetch-secrets"]
    }),
  "the copy is made by the application's image": (
    all(injected[] | pod | .initContainers[0]; .image == "app:1" and mount("/bundle").readOnly != true)),
  "both see the same volume": (
    all(injected[] | pod; (.initContainers[0] | mount("/bundle").name) == (migrator | mount("/migrations").name))),
  "annotations of the workload stay": (object("Deployment"; "furnished").metadata.annotations["example.com/team"] == "shop")
}
