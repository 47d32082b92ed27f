include "lib";

{
  "the settings name these files and no others": (
    all(injected[] | pod | migrator; [.env[].name | select(endswith("_FILE"))] | sort == ["DATABASE_URL_FILE"])),
  "they come from there": (
    all(injected[] | pod; volume("init-migrator-database") == {name: "init-migrator-database", projected: {sources: [{secret: {name: "shop-app"}},
      {configMap: {name: "init-migrator-database-ca", items: [{key: "ca.crt", path: "ca.crt"}]}}]}}))
}
