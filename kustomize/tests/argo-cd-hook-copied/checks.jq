include "lib";

{
  "what is copied is known without the settings, which the hook precedes": (
    pod("Job"; "init-migrator").initContainers[0].env == [{name: "MIGRATIONS_COPIED_FROM", value: "/app/db"}]),
  "no settings are left": ([.[] | select(.kind == "ConfigMap")] == [])
}
