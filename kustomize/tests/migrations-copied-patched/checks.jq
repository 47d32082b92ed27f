include "lib";

{
  "a patch of the copy counts before and after its component": (
    all(injected[] | pod | .initContainers[] | select(.name == "copy-migrations");
      .command == ["copy", "/db/."] and .resources.limits.memory == "128Mi"))
}
