# What must hold of every build, whatever its components.
include "lib";

(has_object("PodTemplate"; "init-migrator") | not) as $mould_gone
| [.[] | select(.kind == "ConfigMap") | .metadata.name] as $config_maps
| [.[] | select(.kind == "Lease") | .metadata.name] as $leases
| [.[] | select(.kind == "ConfigMap") | .data.MIGRATOR_LEASE_NAME // empty] as $lease_names
| [.[] | select(.kind == "ServiceAccount") | .metadata.name] as $accounts
| [workloads[] | pod | all_containers | select(ours)] as $ours
| [workloads[] | pod | all_containers | select(ours | not)] as $theirs
| any($ours[]; env("MIGRATOR_ROLLOUT") != null) as $waits_for_rollout
| all($ours[]; .securityContext | has("runAsUser") or has("runAsGroup") | not) as $user_of_cluster
| {
    "the mould is taken away": (
      $mould_gone),

    "each labelled workload has init-migrator once for each database": (
      all(injected[] | pod; [all_containers | .name | select(test("(^|-)init-migrator$"))] | length >= 1 and length == (unique | length))),

    "no source of a volume is there twice": (
      all(workloads[] | pod | .volumes[]? | .projected.sources // []; length == (unique | length))),

    "a workload without the label has none": (
      all(workloads[] | select(.kind != "Job" and .metadata.labels["init-migrator.io/inject"] != "true") | pod;
        [all_containers | select(.name == "init-migrator")] | length == 0)),

    "a policy of ours selects every pod with a container of ours": (
      [.[] | select(.kind == "NetworkPolicy" and .spec.policyTypes == ["Egress"]) | .spec.podSelector.matchLabels] as $selectors
      | all(workloads[] | select(any(pod | all_containers; ours)) | (.spec.jobTemplate.spec // .spec).template.metadata.labels;
          . as $labels | all($selectors[]; . as $selector | ($labels // {}) | contains($selector)))),

    "the rights are those that are used": (
      all(.[] | select(.kind == "Role") | .rules[];
        if .resources == ["events"] then .verbs - ["create", "patch"] == []
        elif .resources == ["pods"] or .resources == ["replicasets"] then $waits_for_rollout and .verbs == ["list"]
        elif .resources | IN(["deployments"], ["statefulsets"], ["rollouts"]) then
          $waits_for_rollout and .verbs == ["get"] and (.resourceNames | length == 1)
        elif .resourceNames then .resources == ["leases"] and .verbs - ["get", "watch", "patch"] == []
        else .resources == ["leases"] and .verbs == ["create"] end)),

    "no other container has the Kubernetes token, the credentials for the schema, or the migrations": (
      all($theirs[]; [.volumeMounts[]?.name | select(test("(^|-)init-migrator-(database|token|migrations)"))] | length == 0)),

    "no volume is there twice": (
      all(workloads[] | pod; [.volumes[]?.name] | length == (unique | length))),

    "each volume mounted exists": (
      all(workloads[] | pod;
        [.volumes[]?.name] as $volumes | all(all_containers | .volumeMounts[]?.name; IN($volumes[])))),

    "our containers satisfy the Pod Security level 'restricted'": (
      all($ours[]; .securityContext
        | (.runAsUser == 65532 or $user_of_cluster) and .runAsNonRoot and .readOnlyRootFilesystem and .allowPrivilegeEscalation == false
        and .capabilities.drop == ["ALL"] and .seccompProfile.type == "RuntimeDefault")),

    "a container that may lead knows its pod and its rollout": (
      all($ours[] | select(.envFrom and .name != "maintenance");
        (["POD_NAME", "POD_NAMESPACE", "POD_UID"] - [.env[].name] == [])
        and env("MIGRATOR_REVISION") == "$(POD_TEMPLATE_HASH)$(CONTROLLER_REVISION_HASH)$(ROLLOUTS_POD_TEMPLATE_HASH)")),

    "Flux leaves scripts alone": (
      [workloads[] | pod | .volumes[]? | select(.name | endswith("init-migrator-migrations")) | .configMap.name // empty] as $scripts
      | all(.[] | select(.kind == "ConfigMap" and (.metadata.name | IN($scripts[])));
          .metadata.annotations["kustomize.toolkit.fluxcd.io/substitute"] == "disabled")),

    "each workload says that it was changed": (
      all(injected[]; .metadata.labels["init-migrator.io/injected"] == "true")),

    "nothing of the mould is left on a workload": (
      all(workloads[]; .metadata.annotations // {} | has("init-migrator.io/bundle") | not)
      and all(workloads[] | pod | all_containers; .name | test("slot") | not)),

    "our containers ask for memory and are limited": (
      all($ours[]; .resources.requests.memory and .resources.limits.memory)),

    "settings come from a ConfigMap of this build": (
      all($ours[] | (.envFrom[]?.configMapRef.name // empty), (.env[]?.valueFrom.configMapKeyRef.name // empty); IN($config_maps[]))),

    "migrations in a ConfigMap come from this build": (
      all(workloads[] | pod | .volumes[]? | select(.name | endswith("init-migrator-migrations")) | .configMap.name // empty;
        IN($config_maps[]))),

    "the Lease of the settings is the Lease made beforehand": (
      ($leases | length) == 0 or ($leases | sort) == ($lease_names | sort)),

    "the rights are for this Lease, under its name": (
      all(.[] | select(.kind == "Role") | .rules[] | select(.resources == ["leases"] and .verbs != ["create"]);
        .resourceNames | length == 1 and (.[0] | IN($lease_names[])))),

    "nothing may be changed but Leases and Events": (
      all(.[] | select(.kind == "Role") | .rules[]; (.resources | IN(["leases"], ["events"])) or .verbs - ["get", "list"] == [])),

    "the rollout that is waited for is one of this build, and may be read": (
      [workloads[] | {(.kind | ascii_downcase): .metadata.name}] as $workloads
      | all(.[] | select(.kind == "ConfigMap" and (.data | has("ROLLOUT_NAME"))) | {(.data.ROLLOUT_KIND): .data.ROLLOUT_NAME};
          IN($workloads[]))
      and ([.[] | select(.kind == "ConfigMap") | .data.ROLLOUT_NAME // empty] | unique)
        == ([.[] | select(.kind == "Role") | .rules[] | select(.verbs == ["get"]) | .resourceNames[]] | unique)),

    "an account that has the rights is named with its namespace": (
      all(subjects[]; .namespace != null)),

    "an account of ours that a pod runs as is in this build": (
      all(workloads[] | pod | .serviceAccountName // empty | select(test("init-migrator")); IN($accounts[])))
  }
