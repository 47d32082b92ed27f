package io.initmigrator.command;

import io.initmigrator.fence.AppPrivileges;
import io.initmigrator.fence.UngrantedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Notes of a plan about the privileges of the application's role. */
final class PlannedPrivileges {

    private static final int MAX_NAMED = 20;

    private PlannedPrivileges() {}

    /** @param created kinds of objects that pending scripts create, as in {@code ALTER DEFAULT PRIVILEGES} */
    static List<String> notes(AppPrivileges privileges, Set<String> created) {
        String role = '"' + privileges.role().name() + '"';
        Optional<List<UngrantedObject>> missing = privileges.missing();
        if (missing.isEmpty()) {
            return List.of("role " + role + " (MIGRATOR_APP_ROLE) does not exist");
        }
        List<String> notes = new ArrayList<>();
        missing.get().stream()
                .limit(MAX_NAMED)
                .forEach(object ->
                        notes.add("role " + role + " lacks privileges on " + object.name() + "; " + object.grant()));
        if (missing.get().size() > MAX_NAMED) {
            notes.add("role " + role + " lacks privileges on " + (missing.get().size() - MAX_NAMED) + " more objects");
        }
        privileges.missingDefaults().stream()
                .filter(defaults -> created.contains(defaults.objects()))
                .forEach(defaults -> notes.add("new " + defaults.objects().toLowerCase(Locale.ROOT) + " of role \""
                        + defaults.owner() + "\" will lack privileges for role " + role
                        + " unless a script grants them; " + defaults.statement()));
        return notes;
    }

    /** @param created kinds of objects that pending scripts create, as in {@code ALTER DEFAULT PRIVILEGES} */
    static List<String> notes(List<CatalogueReader.MissingDefaults> missing, Set<String> created) {
        return missing.stream()
                .filter(defaults -> created.contains(defaults.objects()))
                .limit(MAX_NAMED)
                .map(defaults -> "new " + defaults.objects().toLowerCase(Locale.ROOT) + " of role \"" + defaults.owner()
                        + "\" will lack privileges for " + defaults.grantee() + " that those of "
                        + defaults.owners() + " have by default, unless a script grants them; " + defaults.statement())
                .toList();
    }
}
