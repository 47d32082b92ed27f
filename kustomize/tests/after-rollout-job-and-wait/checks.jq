include "lib";

{
  "a Job migrates, the pods wait, another Job runs the deferred scripts": (
    [pod("Job"; "init-migrator"), pod("Deployment"; "plain"), pod("Job"; "init-migrator-after-rollout") | migrator | .args]
    == [["migrate"], ["wait"], ["migrate", "--deferred"]]),
  "only that one waits for the rollout": (
    [workloads[] | select(pod | migrator | env("MIGRATOR_ROLLOUT") != null) | .metadata.name] == ["init-migrator-after-rollout"])
}
