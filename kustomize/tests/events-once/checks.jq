include "lib";

{
  "Events are only created": (
    [object("Role"; "init-migrator").rules[] | select(.resources == ["events"]) | .verbs] == [["create"]])
}
