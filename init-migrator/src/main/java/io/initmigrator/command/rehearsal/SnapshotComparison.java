package io.initmigrator.command.rehearsal;

import io.initmigrator.command.rehearsal.RelationSnapshot.RelationState;
import io.initmigrator.lint.report.LockMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes between two snapshots, to the relations of an earlier, third one. */
final class SnapshotComparison {

    private final RelationSnapshot origin;
    private final RelationSnapshot before;
    private final RelationSnapshot after;

    /** @param origin only its relations count: nobody else uses later ones yet */
    SnapshotComparison(RelationSnapshot origin, RelationSnapshot before, RelationSnapshot after) {
        this.origin = origin;
        this.before = before;
        this.after = after;
    }

    /** Locks on tables, views and sequences that are stronger than those held before. */
    Map<MeasuredRelation, LockMode> locks() {
        Map<MeasuredRelation, LockMode> locks = new LinkedHashMap<>();
        after.relations().forEach((oid, now) -> {
            RelationState first = origin.of(oid);
            LockMode taken = now.lock();
            if (taken != null && first != null && first.relation() != null && !first.isIndex()) {
                LockMode held = lock(before.of(oid));
                if (held == null || taken.compareTo(held) > 0) {
                    locks.put(first.relation(), taken);
                }
            }
        });
        return locks;
    }

    private static @Nullable LockMode lock(@Nullable RelationState state) {
        return state == null ? null : state.lock();
    }

    /** Tables with a new file. */
    List<MeasuredRelation> rewritten() {
        List<MeasuredRelation> rewritten = new ArrayList<>();
        after.relations().forEach((oid, now) -> {
            if (!now.isIndex() && !now.isSequence() && isNewFile(oid)) {
                add(origin.of(oid), rewritten);
            }
        });
        return rewritten;
    }

    /** Indexes with a new file, except those of a table that has one. */
    List<MeasuredRelation> rebuilt() {
        List<MeasuredRelation> rebuilt = new ArrayList<>();
        after.relations().forEach((oid, now) -> {
            if (now.isIndex() && (isNewFile(oid) || isReplaced(oid, now)) && !isNewFile(now.table())) {
                add(now, rebuilt);
            }
        });
        return rebuilt;
    }

    /** ALTER TYPE drops an index and creates it again under the same name. It keeps the file if it can. */
    private boolean isReplaced(long oid, RelationState now) {
        return before.of(oid) == null
                && origin.of(now.table()) != null
                && before.relations().entrySet().stream()
                        .anyMatch(each -> each.getValue().isIndex()
                                && each.getValue().table() == now.table()
                                && Objects.equals(each.getValue().relation(), now.relation())
                                && each.getValue().file() != now.file()
                                && origin.of(each.getKey()) != null);
    }

    /** Rows that sequential scans returned. */
    Map<MeasuredRelation, Long> read() {
        Map<MeasuredRelation, Long> read = new LinkedHashMap<>();
        after.relations().forEach((oid, now) -> {
            RelationState first = origin.of(oid);
            RelationState last = before.of(oid);
            if (first != null && first.relation() != null && last != null && !first.isIndex()) {
                long rows = now.rows() - last.rows();
                if (now.scans() > last.scans() && rows > 0) {
                    read.put(first.relation(), rows);
                }
            }
        });
        return read;
    }

    /** A relation that was dropped has no file, which is no new one. */
    private boolean isNewFile(long oid) {
        RelationState was = before.of(oid);
        RelationState is = after.of(oid);
        return origin.of(oid) != null && was != null && is != null && is.file() != 0 && was.file() != is.file();
    }

    private static void add(@Nullable RelationState state, List<MeasuredRelation> relations) {
        if (state != null && state.relation() != null) {
            relations.add(state.relation());
        }
    }
}
