include "lib";

{
  "the guard is a native sidecar with three probes": (
    pod("Deployment"; "shop") | migrator
    | .restartPolicy == "Always" and .args == ["guard"] and .startupProbe.httpGet.path == "/startupz"
      and .readinessProbe.httpGet.path == "/readyz" and .livenessProbe.httpGet.path == "/livez"
      and .ports[0].containerPort == (env("MIGRATOR_HTTP_PORT") | tonumber)),
  "the scripts are copied first": (pod("Deployment"; "shop") | init_names == ["init-migrator-copy", "init-migrator"])
}
