include "lib";

{
  "the rule is there, and so is the dashboard under its label": (
    has_object("PrometheusRule"; "init-migrator")
    and object("ConfigMap"; "init-migrator-dashboard").metadata.labels.grafana_dashboard == "1"),
  "the dashboard is JSON": (
    object("ConfigMap"; "init-migrator-dashboard").data["init-migrator.json"] | fromjson | .title == "init-migrator"),
  "nothing runs": (workloads == [])
}
