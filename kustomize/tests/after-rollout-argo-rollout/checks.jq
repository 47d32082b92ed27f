include "lib";

{
  "the account may read this workload and list pods, and no more": (
    object("Role"; "init-migrator").rules[2:] | sort_by(.resources) == ([
      {apiGroups: ["argoproj.io"], resources: ["rollouts"], resourceNames: ["canary"], verbs: ["get"]},
      {apiGroups: [""], resources: ["pods"], verbs: ["list"]}] | sort_by(.resources)))
}
