include "lib";

{ "the pods wait": (pod("Deployment"; "shop") | migrator | .args == ["wait"]) }
