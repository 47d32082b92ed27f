include "lib";

object("Deployment"; "init-migrator-maintenance") as $page
| object("Service"; "shop") as $service
| ($page | pod | .containers[0]) as $container
| {
  "the application's Service finds the page": (
    $page.spec.template.metadata.labels | contains($service.spec.selector)),
  "and a port of that name": (
    [$container.ports[] | select(.name == $service.spec.ports[0].targetPort) | .containerPort]
    == [$container | env("MIGRATOR_HTTP_PORT") | tonumber]),
  "probes ask at the other port": (
    [$container | .startupProbe, .readinessProbe, .livenessProbe | .httpGet.port] | unique == ["health"]),
  "which is where it listens": (
    [$container.ports[] | select(.name == "health") | .containerPort]
    == [$container | env("MIGRATOR_HEALTH_PORT") | tonumber]),
  "to be unready is no failure, to Kubernetes and Argo CD": (
    $page.spec.progressDeadlineSeconds == 2147483647
    and $page.metadata.annotations["argocd.argoproj.io/ignore-healthcheck"] == "true"),
  "a page of one's own is mounted where the setting says": (
    $container | env("MIGRATOR_MAINTENANCE_PAGE") | startswith($container.volumeMounts[0].mountPath))
}
