include "lib";

{
  "the Secret is the second database's": (
    all(injected[] | pod | volume("init-migrator-database"); .projected.sources == [{secret: {name: "billing-database"}}])),
  "it has a Lease of its own": (settings.data.MIGRATOR_LEASE_NAME == "billing-init-migrator"),
  "what a component changes of the mould reaches every kind": (
    all(injected[] | pod | migrator; .resources == {requests: {cpu: "100m", memory: "64Mi"}, limits: {memory: "256Mi"}})),
  "and a Rollout keeps the rest": (pod("Rollout"; "billing-canary") | init_names == ["init-migrator", "fetch-secrets"])
}
