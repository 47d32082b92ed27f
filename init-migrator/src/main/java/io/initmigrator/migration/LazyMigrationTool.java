package io.initmigrator.migration;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.schema.Bundle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link MigrationTool} created on first use, because most pods never need one. */
public final class LazyMigrationTool implements MigrationTool {

    private final Supplier<MigrationTool> maker;
    private @Nullable MigrationTool made;

    public LazyMigrationTool(Supplier<MigrationTool> maker) {
        this.maker = maker;
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        return made().assess(reader, bundle);
    }

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        return made().backlog(reader);
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        return made().repair(fence, bundle);
    }

    @Override
    public MigrationRun begin(Fence fence, Bundle bundle) {
        return made().begin(fence, bundle);
    }

    private MigrationTool made() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
