include "lib";

object("Job"; "shop-init-migrator").spec.template as $template
| {
  "the image is by digest": (
    $template.spec | migrator | .image == "init-migrator@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
  "the pod has what the cluster asks of it": (
    $template.metadata.labels["example.com/egress"] == "database"
    and $template.metadata.annotations == {"sidecar.istio.io/inject": "false"}
    and $template.spec.imagePullSecrets == [{name: "registry"}]
    and $template.spec.nodeSelector == {"kubernetes.io/arch": "amd64"}
    and $template.spec.tolerations == [{key: "dedicated", operator: "Exists"}]),
  "all is labelled as the release's": (
    all(.[] | .metadata.labels; .["app.kubernetes.io/name"] == "init-migrator" and .["app.kubernetes.io/instance"] == "shop"))
}
