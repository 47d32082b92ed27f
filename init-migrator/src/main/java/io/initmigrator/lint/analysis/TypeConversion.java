package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change of a column's type, as PostgreSQL's {@code ATColumnChangeRequiresRewrite} sees it. */
public final class TypeConversion {

    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

    private static final String CITEXT = "citext";

    /** From each type to those that store the same bytes. */
    private static final Map<String, Set<String>> SAME_BYTES = Map.ofEntries(
            Map.entry("text", Set.of("character varying", "character", CITEXT)),
            Map.entry("character varying", Set.of("text", "character", CITEXT)),
            Map.entry(CITEXT, Set.of("text", "character varying", "character")),
            Map.entry("xml", Set.of("text", "character varying", "character")),
            Map.entry("cidr", Set.of("inet")),
            Map.entry("bit", Set.of("bit varying")),
            Map.entry("bit varying", Set.of("bit")),
            Map.entry("integer", Set.of("oid")),
            Map.entry("oid", Set.of("integer")));

    /** Types whose modifier only limits what may be stored, so that to raise it touches no row. */
    private static final Set<String> WIDENED_IN_PLACE = Set.of(
            "character varying",
            "bit varying",
            "timestamp",
            "timestamp with time zone",
            "time",
            "time with time zone",
            "interval");

    private static final int MAX_TIME_PRECISION = 6;

    private final ColumnType before;
    private final @Nullable KnownType declaredBefore;
    private final ColumnType after;
    private final @Nullable KnownType declaredAfter;

    /**
     * A conversion between two types, each with what a script declared it as; null for PostgreSQL's own.
     *
     * @param declaredBefore the very type of the column, which may have been renamed since
     */
    public TypeConversion(
            ColumnType before,
            @Nullable KnownType declaredBefore,
            ColumnType after,
            @Nullable KnownType declaredAfter) {
        this.before = before;
        this.declaredBefore = declaredBefore;
        this.after = after;
        this.declaredAfter = declaredAfter;
    }

    /**
     * Returns whether PostgreSQL rewrites every row.
     *
     * @param utc whether the session's time zone is UTC, in which timestamps with and without one are the same
     */
    public boolean rewrites(boolean utc) {
        if (isSame()) {
            return false;
        }
        if (declaredAfter != null && declaredAfter.isDomain() && declaredAfter.isConstrained()) {
            return true;
        }
        ColumnType from = root(before, declaredBefore);
        ColumnType to = root(after, declaredAfter);
        if (isOpaque(declaredBefore) || isOpaque(declaredAfter) || from.array() || to.array()) {
            return !isSameDeclared() || !from.equals(to);
        }
        return rewrites(from, to, utc);
    }

    /** Returns whether every value fits into the new type, so that clients are not affected. */
    public boolean widens() {
        if (isSame()) {
            return true;
        }
        boolean checked = declaredAfter != null && declaredAfter.isConstrained();
        if (checked || isOpaque(declaredBefore) || isOpaque(declaredAfter)) {
            return false;
        }
        ColumnType from = root(before, declaredBefore);
        ColumnType to = root(after, declaredAfter);
        if (from.array() != to.array()) {
            return false;
        }
        if (from.isText() && to.isText()) {
            return to.modifiers().isEmpty() || (!from.modifiers().isEmpty() && !narrows(from, to));
        }
        if (INTEGERS.contains(from.base()) && INTEGERS.contains(to.base())) {
            return INTEGERS.indexOf(from.base()) <= INTEGERS.indexOf(to.base());
        }
        return from.base().equals(to.base()) && !narrows(from, to) && scale(from) <= scale(to);
    }

    /** Returns whether an index of plain columns has to be built again, because the new type has another operator class. */
    public boolean comparesDifferently() {
        return !operatorClass(root(before, declaredBefore)).equals(operatorClass(root(after, declaredAfter)));
    }

    /** Of the default one for B-trees, a name. */
    private static String operatorClass(ColumnType type) {
        return switch (type.base()) {
            case "character varying" -> "text";
            case "cidr" -> "inet";
            default -> type.base();
        };
    }

    private boolean isSame() {
        return isSameDeclared() && before.equals(after) && before.array() == after.array();
    }

    private boolean isSameDeclared() {
        return declaredBefore == declaredAfter;
    }

    /** A type of the scripts' own that stores what only it knows: an enum, a composite. */
    private static boolean isOpaque(@Nullable KnownType declared) {
        return declared != null && !declared.isDomain();
    }

    private static ColumnType root(ColumnType type, @Nullable KnownType declared) {
        return declared == null ? type : declared.root(type);
    }

    private static boolean rewrites(ColumnType from, ColumnType to, boolean utc) {
        if (utc && isTimestamp(from) && isTimestamp(to)) {
            return narrows(from, to);
        }
        if (SAME_BYTES.getOrDefault(from.base(), Set.of()).contains(to.base())) {
            boolean keepsLength = from.base().equals("text") || from.base().equals("character varying");
            return !to.modifiers().isEmpty()
                    && !(keepsLength && to.base().equals("character varying") && !narrows(from, to));
        }
        if (!from.base().equals(to.base())) {
            return true;
        }
        if (from.modifiers().equals(to.modifiers()) || to.modifiers().isEmpty()) {
            return false;
        }
        return from.base().equals("numeric")
                ? narrows(from, to) || scale(from) != scale(to)
                : !WIDENED_IN_PLACE.contains(from.base()) || narrows(from, to);
    }

    private static boolean isTimestamp(ColumnType type) {
        return type.base().equals("timestamp") || type.base().equals("timestamp with time zone");
    }

    private static boolean narrows(ColumnType from, ColumnType to) {
        if (to.modifiers().isEmpty()) {
            return false;
        }
        boolean widest = to.base().startsWith("time") && to.modifiers().getFirst() >= MAX_TIME_PRECISION;
        return !widest
                && (from.modifiers().isEmpty()
                        || from.modifiers().getFirst() > to.modifiers().getFirst());
    }

    private static int scale(ColumnType type) {
        return type.modifiers().size() > 1 ? type.modifiers().get(1) : 0;
    }
}
