include "lib";

object("Job"; "shop-init-migrator-after-rollout") as $job
| ($job | pod) as $pod
| {
  "it runs after each upgrade": (
    $job.metadata.annotations == {"helm.sh/hook": "post-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation"}),
  "it runs the deferred scripts, after the rollout": (
    ($pod | migrator | .args == ["migrate", "--deferred"] and .envFrom[0].configMapRef.name == "init-migrator-settings")
    and settings.data.MIGRATOR_ROLLOUT == "rollout/shop" and settings.data.MIGRATOR_WHEN_NOT_DEFERRABLE == "fail"),
  "its account may read the Rollout and list pods, and makes its Lease": (
    ($pod | .serviceAccountName == "init-migrator" and volume("init-migrator-token") != null)
    and subjects == [{kind: "ServiceAccount", name: "init-migrator", namespace: "shop"}]
    and ([.[] | select(.kind == "ServiceAccount") | .metadata.name] == ["init-migrator"])
    and (object("Role"; "init-migrator").rules | map([.resources[0], .verbs[]] | join(" ")))
      == ["leases get watch patch", "leases create", "events create patch", "rollouts get", "pods list"]
    and (object("Role"; "init-migrator").rules[3] | .apiGroups == ["argoproj.io"] and .resourceNames == ["shop"])),
  "what no retry can help ends it, a superseded rollout too": ($job.spec.podFailurePolicy.rules[1].onExitCodes.values == [2, 3, 4, 7]),
  "the Job before the upgrade is as it was": (
    pod("Job"; "shop-init-migrator") | (has("serviceAccountName") | not)
    and (migrator | .args == ["migrate"] and env("MIGRATOR_COORDINATION") == "database" and env("MIGRATOR_ROLLOUT") == null)),
  "both read the same scripts": (
    [pod("Job"; "shop-init-migrator"), $pod | volume("init-migrator-migrations").image.reference] == ["shop:1.0.0", "shop:1.0.0"])
}
