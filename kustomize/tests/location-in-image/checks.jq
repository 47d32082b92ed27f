include "lib";

{
  "the location is there once": (
    all(injected[] | pod | migrator;
      [.env[] | select(.name == "FLYWAY_LOCATIONS") | .value] == ["filesystem:/bundle/db"]))
}
