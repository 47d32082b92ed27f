package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type or a domain that a script created. */
public final class KnownType implements NamedObject {

    private QualifiedName name;
    private final int script;
    private final boolean isEnum;
    private final Ddl.@Nullable CreateDomain domain;
    private final @Nullable KnownType base;
    private boolean constrained;
    private boolean notNull;
    private final Column.Value value;

    private KnownType(
            QualifiedName name,
            int script,
            boolean isEnum,
            Ddl.@Nullable CreateDomain domain,
            @Nullable KnownType base) {
        this.name = name;
        this.script = script;
        this.isEnum = isEnum;
        this.domain = domain;
        this.base = base;
        this.constrained = (domain != null && domain.constrained()) || (base != null && base.constrained);
        this.notNull = (domain != null && domain.notNull()) || (base != null && base.notNull);
        Column.Value own = domain == null ? new Column.Value.None() : domain.value();
        this.value = own instanceof Column.Value.None && base != null ? base.value : own;
    }

    static KnownType of(Ddl.CreateType create, int script) {
        return new KnownType(create.type(), script, create.isEnum(), null, null);
    }

    /** @param base the type that it is a domain over, if a script created that too */
    static KnownType of(Ddl.CreateDomain create, @Nullable KnownType base, int script) {
        return new KnownType(create.domain(), script, false, create, base);
    }

    @Override
    public QualifiedName name() {
        return name;
    }

    void rename(QualifiedName to) {
        name = to;
    }

    void constrain(boolean toNotNull) {
        constrained = true;
        notNull |= toNotNull;
    }

    /** The number of the script that created it. */
    public int script() {
        return script;
    }

    public boolean isEnum() {
        return isEnum;
    }

    public boolean isDomain() {
        return domain != null;
    }

    /** Returns whether it is a domain that checks its values. */
    public boolean isConstrained() {
        return constrained;
    }

    /** Returns whether it is a domain that refuses null. */
    public boolean isRequired() {
        return notNull;
    }

    /** Returns whether it is a domain with a default of its own. */
    public boolean hasDefault() {
        return value.isGiven();
    }

    /** The functions that its default calls. */
    public List<QualifiedName> defaults() {
        return value instanceof Column.Value.Default given ? given.functions() : List.of();
    }

    /** The name of the type that a domain is over, through all domains; its own for any other. */
    public String rootName() {
        return domain == null ? name.local() : root(domain.base()).base();
    }

    /** Returns whether it is {@code type}, or a domain over it, directly or not. */
    boolean isOrIsOver(QualifiedName type) {
        @Nullable KnownType each = this;
        while (each != null) {
            if (each.name.matches(type)) {
                return true;
            }
            each = each.base;
        }
        return false;
    }

    /** The type that a domain is over, through all domains; {@code type} itself for any other. */
    ColumnType root(ColumnType type) {
        ColumnType root = type;
        @Nullable KnownType each = this;
        while (each != null && each.domain != null && !root.array()) {
            root = each.domain.base();
            each = each.base;
        }
        return root;
    }
}
