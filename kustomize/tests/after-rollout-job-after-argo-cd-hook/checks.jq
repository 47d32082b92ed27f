include "lib";

{
  "one Job before the sync, and one after it": (
    [.[] | select(.kind == "Job") | [.metadata.annotations["argocd.argoproj.io/hook"], (pod | migrator | .args | join(" "))]]
    | sort == [["PostSync", "migrate --deferred"], ["PreSync", "migrate"]]),
  "the one before it needs nothing of Kubernetes": (
    pod("Job"; "init-migrator")
    | (has("serviceAccountName") | not) and (migrator | (has("envFrom") | not) and env("MIGRATOR_COORDINATION") == "database")),
  "the one after it has its rights and its settings from the sync": (
    (pod("Job"; "init-migrator-after-rollout") | .serviceAccountName == "init-migrator" and volume("init-migrator-token") != null)
    and settings.data.ROLLOUT_NAME == "unlabelled" and subjects[0].name == "init-migrator"),
  "it makes its Lease, which a sync leaves out": (
    any(object("Role"; "init-migrator").rules[]; .resources == ["leases"] and .verbs == ["create"]))
}
