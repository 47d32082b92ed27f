include "lib";

{
  "the guard is a native sidecar with three probes": (
    all(injected[] | pod | migrator;
      .restartPolicy == "Always" and .args == ["guard"]
      and .startupProbe.httpGet.path == "/startupz" and .readinessProbe.httpGet.path == "/readyz"
      and .livenessProbe.httpGet.path == "/livez" and .ports[0].containerPort == (env("MIGRATOR_HTTP_PORT") | tonumber))),
  "the authority is trusted, under its hashed name": (
    [.[] | select(.kind == "ConfigMap") | .metadata.name | select(startswith("eu-init-migrator-database-ca-"))] as [$ca]
    | all(injected[] | pod;
        volume("init-migrator-database").projected.sources[1].configMap.name == $ca
        and (migrator | env("FLYWAY_JDBC_PROPERTIES_SSLMODE") == "verify-full"))),
  "labels that were there stay": (object("Deployment"; "eu-plain").spec.template.metadata.labels.app == "plain"),
  "the maintenance page sees the same Lease and changes nothing": (
    object("Role"; "eu-init-migrator-maintenance").rules
    == [{apiGroups: ["coordination.k8s.io"], resources: ["leases"], resourceNames: ["eu-init-migrator"], verbs: ["get", "watch"]}]),
  "the maintenance page has no credentials": (
    pod("Deployment"; "eu-init-migrator-maintenance") | has("volumes") | not),
  "the maintenance page is found by its Service": (
    object("Service"; "eu-init-migrator-maintenance").spec.selector as $selector
    | object("Deployment"; "eu-init-migrator-maintenance").spec.template.metadata.labels | contains($selector))
}
