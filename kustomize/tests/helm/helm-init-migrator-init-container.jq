include "lib";

{
  "the Lease is in the release": has_object("Lease"; "init-migrator"),
  "the pod may create none": (all(object("Role"; "init-migrator").rules[]; .resources != ["leases"] or .verbs != ["create"]))
}
