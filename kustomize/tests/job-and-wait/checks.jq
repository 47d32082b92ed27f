include "lib";

{
  "the Job migrates": (pod("Job"; "init-migrator") | migrator | .args == ["migrate"]),
  "the pods wait": (all(injected[] | pod | migrator; .args == ["wait"])),
  "both know the bundle": (
    all(pod("Job"; "init-migrator"), (injected[] | pod); volume("init-migrator-migrations").image != null))
}
