include "lib";

{
  "the copy comes first, the migration last": (
    [injected[] | {(.metadata.name): pod | init_names}] | add == {
      "plain": ["copy-migrations", "init-migrator"],
      "furnished": ["copy-migrations", "fetch-secrets", "proxy", "init-migrator"],
      "stateful": ["copy-migrations", "init-migrator"],
      "daemon": ["copy-migrations", "init-migrator"],
      "nightly": ["copy-migrations", "fetch-secrets", "init-migrator"],
      "canary": ["copy-migrations", "fetch-secrets", "init-migrator"]
    })
}
