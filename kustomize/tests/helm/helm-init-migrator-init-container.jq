include "lib";

{
  "numbers are as they were written": (
    settings.data | .FLYWAY_PLACEHOLDERS_LIMIT == "10000000" and .FLYWAY_PLACEHOLDERS_RATE == "0.5" and .FLYWAY_PLACEHOLDERS_VERSION == "1.10"
    and .MIGRATOR_EVENTS == "false"),
  "the Lease is in the release": has_object("Lease"; "init-migrator"),
  "the pod may create none": (all(object("Role"; "init-migrator").rules[]; .resources != ["leases"] or .verbs != ["create"]))
}
