# The rows of README.md: one for each value that the schema describes.
def rows($prefix; $defaults):
  .properties | to_entries[] | "\($prefix)\(.key)" as $name | $defaults[.key]? as $default
  | if .value.description then
      "| `\($name)` | \(if $default == null or $default == "" then "" else "`\($default | if type == "string" then . else tojson end)`" end) | \(.value.description) |"
    else empty end,
    if .value.properties then .value | rows("\($name)."; $default) else empty end;

rows(""; $defaults[0])
