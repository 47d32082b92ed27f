include "lib";

object("Job"; "eu-init-migrator-after-rollout") as $job
| ($job | pod) as $pod
| {
  "Argo CD runs it after each sync, and Flux replaces it": (
    $job.metadata.annotations == {
      "argocd.argoproj.io/hook": "PostSync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
      "kustomize.toolkit.fluxcd.io/force": "enabled"}),
  "it runs the deferred scripts, after the rollout of the Deployment": (
    ($pod | migrator | .args == ["migrate", "--deferred"] and env("MIGRATOR_ROLLOUT") == "$(ROLLOUT_KIND)/$(ROLLOUT_NAME)")
    and settings.data.ROLLOUT_NAME == "eu-plain"),
  "it has what every other component made, whatever came first": (
    ($pod | init_names == ["copy-migrations"]) and ($pod | volume("init-migrator-database").projected.sources | length == 2)
    and ($pod | migrator | env("FLYWAY_JDBC_PROPERTIES_SSLMODE") == "verify-full")),
  "it ends by itself, and has nothing of guard": (
    $pod | .restartPolicy == "Never"
    and (migrator | (has("restartPolicy") or has("ports") or has("startupProbe") or has("readinessProbe") or has("livenessProbe") | not)
      and env("MIGRATOR_HTTP_PORT") == null)),
  "the pods do not run them": (
    pod("Deployment"; "eu-plain") | migrator | .args == ["guard"] and env("MIGRATOR_ROLLOUT") == null),
  "what no retry can help ends it, a superseded rollout too": ($job.spec.podFailurePolicy.rules[1].onExitCodes.values == [2, 3, 4, 7]),
  "it runs as the account with the rights": (
    subjects == [{kind: "ServiceAccount", name: $pod.serviceAccountName, namespace: "shop"}])
}
