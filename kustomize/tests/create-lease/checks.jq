include "lib";

{
  "no Lease is made beforehand": ([.[] | select(.kind == "Lease")] == []),
  "the pod may create one": (
    any(object("Role"; "eu-init-migrator").rules[]; .resources == ["leases"] and .verbs == ["create"]))
}
