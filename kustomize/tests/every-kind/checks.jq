include "lib";

{
  "all five kinds have it first": (
    [injected[] | {(.metadata.name): pod | init_names}] | add == {
      "eu-plain-2": ["init-migrator"],
      "eu-furnished-2": ["init-migrator", "fetch-secrets", "proxy"],
      "eu-stateful-2": ["init-migrator"],
      "eu-daemon-2": ["init-migrator"],
      "eu-nightly-2": ["init-migrator", "fetch-secrets"],
      "eu-canary-2": ["init-migrator", "fetch-secrets"]
    }),
  "a Rollout keeps what its lists held": (
    pod("Rollout"; "eu-canary-2")
    | (.containers[0] | .image == "app:1" and env("MODE") == "canary") and volume("cache") != null),
  "a Deployment keeps what its lists held": (
    pod("Deployment"; "eu-furnished-2")
    | volume("cache") != null and (.initContainers[2] == {name: "proxy", image: "proxy:1", restartPolicy: "Always"})),
  "the Lease follows prefix and suffix into the settings": (settings.data.MIGRATOR_LEASE_NAME == "eu-init-migrator-2"),
  "a setting can be added": (settings.data.MIGRATOR_TIMEOUT == "20m"),
  "the settings' hash reaches every kind": (
    settings.metadata.name as $name | all(injected[] | pod | migrator; .envFrom[0].configMapRef.name == $name)),
  "the account follows into every kind": (all(injected[] | pod; .serviceAccountName == "eu-init-migrator-2")),
  "the account follows into the binding": (subjects == [{kind: "ServiceAccount", name: "eu-init-migrator-2", namespace: "shop"}]),
  "a Secret from elsewhere keeps its name": (
    all(injected[] | pod | volume("init-migrator-database"); .projected.sources[0].secret.name == "init-migrator-database")),
  "the image follows into every kind": (all(injected[] | pod | migrator; .image == "init-migrator:7")),
  "an unlabelled Deployment is left alone": (
    pod("Deployment"; "eu-unlabelled-2") == {containers: [{name: "app", image: "app:1"}]}),
  "the pods don't automount the token, unless one says so itself": (
    object("ServiceAccount"; "eu-init-migrator-2").automountServiceAccountToken == false
    and (pod("Deployment"; "eu-plain-2") | has("automountServiceAccountToken") | not)
    and pod("Deployment"; "eu-furnished-2").automountServiceAccountToken == true)
}
