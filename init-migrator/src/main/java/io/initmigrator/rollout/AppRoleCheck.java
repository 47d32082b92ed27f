package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.fence.AppPrivileges;
import io.initmigrator.fence.AppRole.WhenUngranted;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.fence.UngrantedObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks that the application's role has the usual privileges on what was migrated. Runs before the receipt is written. */
final class AppRoleCheck {

    private static final int MAX_NAMED = 20;

    private final AppPrivileges privileges;
    private final RolloutListener listener;

    private AppRoleCheck(AppPrivileges privileges, RolloutListener listener) {
        this.privileges = privileges;
        this.listener = listener;
    }

    /** Empty if the application may start. */
    static Optional<Outcome> mismatch(SchemaReader reader, RolloutListener listener) {
        Optional<AppPrivileges> privileges = reader.appPrivileges();
        return privileges.isPresent() ? new AppRoleCheck(privileges.get(), listener).run() : Optional.empty();
    }

    /** True if a check is set that has not succeeded yet, so that a receipt would skip it. */
    static boolean isOutstanding(SchemaReader reader) {
        return reader.appPrivileges()
                .map(privileges ->
                        privileges.missing().map(missing -> !missing.isEmpty()).orElse(true))
                .orElse(false);
    }

    private Optional<Outcome> run() {
        Optional<List<UngrantedObject>> missing = privileges.missing();
        if (missing.isEmpty()) {
            return Optional.of(new Outcome.SchemaMismatch(
                    "MIGRATOR_APP_ROLE names the role \"" + role() + "\", which does not exist",
                    "create the role, or correct the setting"));
        }
        if (missing.get().isEmpty()) {
            return Optional.empty();
        }
        return switch (privileges.role().whenUngranted()) {
            case WARN -> warn(missing.get());
            case FAIL -> Optional.of(ungranted(missing.get(), ""));
            case GRANT -> grant(missing.get());
        };
    }

    private Optional<Outcome> warn(List<UngrantedObject> missing) {
        listener.onEvent(new RolloutEvent.PrivilegesMissing(role(), named(missing), missing.size()));
        return Optional.empty();
    }

    private Optional<Outcome> grant(List<UngrantedObject> missing) {
        Optional<String> refusal = privileges.grant(missing);
        if (refusal.isPresent()) {
            return Optional.of(ungranted(missing, ", and granting them failed: " + refusal.get()));
        }
        // A role that may not grant gets a warning only.
        List<UngrantedObject> rest = privileges.missing().orElse(List.of());
        if (!rest.isEmpty()) {
            return Optional.of(ungranted(rest, ", and this role may not grant them"));
        }
        listener.onEvent(new RolloutEvent.PrivilegesGranted(role(), named(missing), missing.size()));
        return Optional.empty();
    }

    private Outcome ungranted(List<UngrantedObject> missing, String detail) {
        int more = missing.size() - MAX_NAMED;
        String others = more > 0 ? " and " + more + " more" : "";
        return new Outcome.SchemaMismatch(
                "every migration is recorded, but role \"" + role()
                        + "\" lacks privileges that it has on comparable objects: "
                        + named(missing).stream().map(UngrantedObject::name).collect(Collectors.joining(", ")) + others
                        + detail,
                "run "
                        + named(missing).stream().map(UngrantedObject::grant).collect(Collectors.joining("; ")) + others
                        + ", then restart"
                        + (privileges.role().whenUngranted() == WhenUngranted.GRANT
                                ? ""
                                : ", or set MIGRATOR_WHEN_UNGRANTED=grant"));
    }

    private static List<UngrantedObject> named(List<UngrantedObject> missing) {
        return missing.subList(0, Math.min(missing.size(), MAX_NAMED));
    }

    private String role() {
        return privileges.role().name();
    }
}
