include "lib";

{
  "Argo CD runs it before each sync": (
    object("Job"; "init-migrator").metadata.annotations | del(.["kustomize.toolkit.fluxcd.io/force"])
    == {"argocd.argoproj.io/hook": "PreSync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation"}),
  "it needs nothing that the sync brings": (
    (pod("Job"; "init-migrator") | migrator | has("envFrom") | not)
    and (pod("Job"; "init-migrator") | has("serviceAccountName") | not)),
  "it needs nothing of Kubernetes": (
    pod("Job"; "init-migrator")
    | volume("init-migrator-token") == null and (migrator | env("MIGRATOR_COORDINATION") == "database")
    and .automountServiceAccountToken == false),
  "no Lease, no rights and no settings are left": ([.[] | select(.kind | IN("Lease", "Role", "RoleBinding", "ConfigMap"))] == []),
  "a setting by a component is there": (pod("Job"; "init-migrator") | migrator | env("MIGRATOR_TIMEOUT") == "20m")
}
