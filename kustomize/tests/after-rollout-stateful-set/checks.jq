include "lib";

{
  "the account may read this workload and list pods, and no more": (
    object("Role"; "init-migrator").rules[2:] | sort_by(.resources) == ([
      {apiGroups: ["apps"], resources: ["statefulsets"], resourceNames: ["stateful"], verbs: ["get"]},
      {apiGroups: [""], resources: ["pods"], verbs: ["list"]}] | sort_by(.resources)))
}
