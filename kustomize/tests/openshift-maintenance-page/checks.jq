include "lib";

pod("Deployment"; "init-migrator-maintenance").containers[0] as $page
| {
  "the cluster chooses the page's user too": (
    $page.securityContext | (has("runAsUser") or has("runAsGroup") | not) and .runAsNonRoot),
  "and it has a CPU limit": ($page.resources.limits.cpu == "1")
}
