include "lib";

{
  "the settings name these files and no others": (
    all(injected[] | pod | migrator; [.env[].name | select(endswith("_FILE"))] | sort == ["PGDATABASE_FILE", "PGHOST_FILE", "PGPASSWORD_FILE", "PGPORT_FILE", "PGUSER_FILE"])),
  "they come from there": (
    all(injected[] | pod; volume("init-migrator-database") == {name: "init-migrator-database", projected: {sources: [{secret: {name: "shop-pguser-shop"}}]}}))
}
