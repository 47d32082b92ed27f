include "lib";

([.[] | select(.kind == "Job")] | first | pod) as $pod
| {
  "container and volumes have names of their own": (
    [$pod | .containers[].name, .volumes[].name] | sort == ["billing", "billing-database", "billing-token"]),
  "each key is a file that a setting names": (
    $pod.containers[0] | env("PGHOST_FILE") == "/var/run/secrets/init-migrator/host"
    and env("PGPASSWORD_FILE") == "/var/run/secrets/init-migrator/password"),
  "the Lease is the second database's": (settings.data.MIGRATOR_LEASE_NAME == "billing" and has_object("Lease"; "billing"))
}
