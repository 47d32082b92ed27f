include "lib";

pod("Job"; "shop-init-migrator") as $pod
| {
  "numbers are as they were written": (
    $pod | migrator | env("FLYWAY_PLACEHOLDERS_LIMIT") == "10000000" and env("FLYWAY_PLACEHOLDERS_RATE") == "0.5"
      and env("FLYWAY_PLACEHOLDERS_VERSION") == "1.10"),
  "no variable is there twice": ($pod | migrator | [.env[].name] | length == (unique | length)),
  "it needs nothing of Kubernetes": (
    ([.[].kind] == ["Job"]) and ($pod | .automountServiceAccountToken == false and volume("init-migrator-token") == null))
}
