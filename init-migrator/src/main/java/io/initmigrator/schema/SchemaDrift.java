package io.initmigrator.schema;

import java.time.Instant;
import java.util.List;

/** Differences between the migrated schemas and what the last migration left there. */
public sealed interface SchemaDrift {

    /**
     * The schemas were compared.
     *
     * @param version recorded schema version at the last migration
     * @param recordedAt PostgreSQL's clock at that time
     * @param namesOnly true if definitions were not compared, because another release of PostgreSQL may write them otherwise
     * @param objects the differences by name; empty for none
     */
    record Compared(String version, Instant recordedAt, boolean namesOnly, List<DriftedObject> objects)
            implements SchemaDrift {
        public Compared {
            objects = List.copyOf(objects);
        }
    }

    /** There is nothing to compare with, or it could not be read. */
    record Unknown(Problem problem) implements SchemaDrift {}
}
