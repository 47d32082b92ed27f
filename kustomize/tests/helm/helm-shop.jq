include "lib";

{
  "the container finds its settings": (
    settings.metadata.name as $name | pod("Deployment"; "shop") | migrator | .envFrom[0].configMapRef.name == $name),
  "the pod runs as the account with the rights": (
    pod("Deployment"; "shop").serviceAccountName as $name | subjects == [{kind: "ServiceAccount", name: $name, namespace: "shop"}])
}
