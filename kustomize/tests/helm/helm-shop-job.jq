include "lib";

{
  "the Job migrates": ([.[] | select(.kind == "Job") | pod | migrator | .args] == [["migrate"]]),
  "the pods wait": (pod("Deployment"; "shop") | migrator | .args == ["wait"])
}
