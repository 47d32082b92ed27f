include "lib";

{
  "the rollout is known": (
    pod("Deployment"; "shop") | migrator | env("MIGRATOR_REVISION") == "$(POD_TEMPLATE_HASH)$(CONTROLLER_REVISION_HASH)$(ROLLOUTS_POD_TEMPLATE_HASH)"),
  "changed settings restart the pods": (
    object("Deployment"; "shop").spec.template.metadata.annotations["checksum/init-migrator"] | length == 64),
  "the container finds its settings": (
    settings.metadata.name as $name | pod("Deployment"; "shop") | migrator | .envFrom[0].configMapRef.name == $name),
  "the pod runs as the account with the rights": (
    pod("Deployment"; "shop").serviceAccountName as $name | subjects == [{kind: "ServiceAccount", name: $name, namespace: "shop"}])
}
