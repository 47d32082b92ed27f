include "lib";

{
  "settings pass on what they hold": (
    settings.data | del(.MIGRATOR_COORDINATION, .MIGRATOR_LEASE_NAME) == {
      MIGRATOR_APP_ROLE: "shop", MIGRATOR_WHEN_UNGRANTED: "fail", MIGRATOR_WHEN_NOT_DEFERRABLE: "fail",
      MIGRATOR_WEBHOOK_URL_FILE: "/var/run/secrets/webhook/url", OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318"})
}
