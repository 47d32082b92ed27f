include "lib";

{
  "it comes after the secret fetcher and the proxy, whatever was there": (
    [injected[] | {(.metadata.name): pod | init_names}] | add == {
      "plain": ["init-migrator"],
      "furnished": ["fetch-secrets", "proxy", "init-migrator"],
      "stateful": ["init-migrator"],
      "daemon": ["init-migrator"],
      "nightly": ["fetch-secrets", "init-migrator"],
      "canary": ["fetch-secrets", "init-migrator"]
    }),
  "without a bundle of its own it is the image's": (all(injected[] | pod | migrator; mount("/migrations") == null))
}
