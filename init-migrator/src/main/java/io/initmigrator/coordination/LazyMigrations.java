package io.initmigrator.coordination;

import io.initmigrator.schema.Bundle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Migrations} that are made at their first use, because most pods have none. */
public final class LazyMigrations implements Migrations {

    private final Supplier<Migrations> maker;
    private @Nullable Migrations made;

    public LazyMigrations(Supplier<Migrations> maker) {
        this.maker = maker;
    }

    @Override
    public Assessment assess(Reading reading, Bundle bundle) {
        return made().assess(reading, bundle);
    }

    @Override
    public boolean hasCallbacksAround(Fence fence) {
        return made().hasCallbacksAround(fence);
    }

    @Override
    public Backlog backlog(Reading reading) {
        return made().backlog(reading);
    }

    @Override
    public RepairRun repair(Fence fence, Bundle bundle) {
        return made().repair(fence, bundle);
    }

    @Override
    public MigrationRun migrate(Fence fence, int pending, ScriptListener listener) {
        return made().migrate(fence, pending, listener);
    }

    private Migrations made() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
