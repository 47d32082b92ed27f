include "lib";

{
  "the default account has the rights": (subjects == [{kind: "ServiceAccount", name: "default", namespace: "shop"}]),
  "workloads keep their accounts": (
    (pod("Deployment"; "plain") | has("serviceAccountName") | not) and pod("Deployment"; "furnished").serviceAccountName == "furnished"),
  "the Job runs as it": (pod("Job"; "init-migrator").serviceAccountName == "default"),
  "no account is made": ([.[] | select(.kind == "ServiceAccount") | .metadata.name] == ["furnished"])
}
