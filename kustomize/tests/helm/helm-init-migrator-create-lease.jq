include "lib";

{
  "no Lease is in the release": ([.[] | select(.kind == "Lease")] == []),
  "the pod may create one": (
    any(object("Role"; "init-migrator").rules[]; .resources == ["leases"] and .verbs == ["create"]))
}
