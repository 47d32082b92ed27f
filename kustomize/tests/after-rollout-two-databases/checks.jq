include "lib";

[.[] | select(.kind == "ConfigMap" and (.data | has("ROLLOUT_NAME")))] as $settings
| {
  "the Job is for the first database, and follows the workload's name": (
    ($settings | length == 1) and $settings[0].data.ROLLOUT_NAME == "plain-2"
    and (pod("Job"; "init-migrator-after-rollout-2") | migrator | .envFrom[0].configMapRef.name) == $settings[0].metadata.name),
  "the pod has both containers": (
    pod("Deployment"; "plain-2") | init_names | sort == ["billing-init-migrator", "init-migrator"])
}
