include "lib";

{
  "a label from a component that is listed first is in time": (
    pod("Deployment"; "unlabelled") | init_names == ["init-migrator"] and .serviceAccountName == "init-migrator")
}
