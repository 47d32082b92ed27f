{
  "nothing of init-migrator is there": (
    [.[].kind] == ["Deployment"] and (.[0].spec.template.spec | (has("initContainers") or has("volumes") or has("serviceAccountName")) | not))
}
