include "lib";

{
  "the pod keeps its account": (pod("Deployment"; "furnished").serviceAccountName == "furnished"),
  "its account has the rights": (subjects == [{kind: "ServiceAccount", name: "furnished", namespace: "shop"}]),
  "its wish for the token is respected": (pod("Deployment"; "furnished").automountServiceAccountToken == true),
  "it comes first": (pod("Deployment"; "furnished") | init_names == ["init-migrator", "fetch-secrets", "proxy"]),
  "no account is made": ([.[] | select(.kind == "ServiceAccount") | .metadata.name] == ["furnished"]),
  "annotations stay": (object("Deployment"; "furnished").metadata.annotations == {"example.com/team": "shop"})
}
