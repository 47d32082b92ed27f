include "lib";

{
  "no name is one that another release has": ([.[].metadata.name] | unique == ["billing", "billing-settings"]),
  "the rights are on the Lease": (
    settings.data.MIGRATOR_LEASE_NAME == "billing" and has_object("Lease"; "billing")
    and object("Role"; "billing").rules[0].resourceNames == ["billing"]
    and object("RoleBinding"; "billing").roleRef.name == "billing")
}
