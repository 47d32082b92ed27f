package io.initmigrator.flyway;

import io.initmigrator.fence.SchemaReader;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.schema.DeferredScript;
import io.initmigrator.schema.DeferredScripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationInfo;

/**
 * The pending scripts that run after the rollout: those at the end of the order of versions that all say so, and the repeatable
 * ones that say so, since they come after every version.
 *
 * @param scripts in order
 * @param prevented those that say so too, and have to run before a later one, in order
 */
record Deferral(List<MigrationInfo> scripts, List<Prevented> prevented) {

    static final Deferral NONE = new Deferral(List.of(), List.of());

    /** A script that cannot be deferred, and the next one that must not be. */
    record Prevented(MigrationInfo script, MigrationInfo later) {

        NotDeferrable explain(Set<DeferredScript> known) {
            return new NotDeferrable(script.getScript(), later.getScript(), known.contains(asRecorded(script)));
        }
    }

    /** @param pending in Flyway's order */
    static Deferral of(List<MigrationInfo> pending, Predicate<MigrationInfo> isAfterRollout) {
        List<MigrationInfo> versioned =
                pending.stream().filter(MigrationInfo::isVersioned).toList();
        int end = versioned.size();
        while (end > 0 && isAfterRollout.test(versioned.get(end - 1))) {
            end--;
        }
        List<MigrationInfo> scripts = new ArrayList<>(versioned.subList(end, versioned.size()));
        pending.stream()
                .filter(script -> !script.isVersioned() && isAfterRollout.test(script))
                .forEach(scripts::add);
        return new Deferral(List.copyOf(scripts), prevented(versioned.subList(0, end), isAfterRollout));
    }

    /** @param versioned the last of which is not to run after the rollout */
    private static List<Prevented> prevented(List<MigrationInfo> versioned, Predicate<MigrationInfo> isAfterRollout) {
        List<Prevented> prevented = new ArrayList<>();
        List<MigrationInfo> waiting = new ArrayList<>();
        for (MigrationInfo script : versioned) {
            if (isAfterRollout.test(script)) {
                waiting.add(script);
            } else {
                waiting.forEach(before -> prevented.add(new Prevented(before, script)));
                waiting.clear();
            }
        }
        return List.copyOf(prevented);
    }

    /** Explains each script that cannot be deferred, by what {@code reader} knows of earlier releases. */
    List<NotDeferrable> notDeferrable(SchemaReader reader) {
        if (prevented.isEmpty()) {
            return List.of();
        }
        DeferredScripts known = reader.deferred();
        return prevented.stream().map(it -> it.explain(known.scripts())).toList();
    }

    Set<String> names() {
        return scripts.stream().map(MigrationInfo::getScript).collect(Collectors.toSet());
    }

    static DeferredScript asRecorded(MigrationInfo script) {
        return new DeferredScript(script.getScript(), Objects.requireNonNullElse(script.getChecksum(), 0));
    }
}
