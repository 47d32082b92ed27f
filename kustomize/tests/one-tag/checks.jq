include "lib";

{
  "one tag moves the application and its migrations": (
    pod("Deployment"; "shop") | .containers[0].image == "shop:1.2.0" and volume("init-migrator-migrations").image.reference == "shop:1.2.0")
}
