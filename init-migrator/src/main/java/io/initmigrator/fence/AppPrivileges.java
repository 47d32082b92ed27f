package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;

/** Privileges of the application's role on the migrated schemas. Every call may throw {@link SessionLostException}. */
public interface AppPrivileges {

    AppRole role();

    /** Objects on which the role lacks a privilege, by schema and name; absent if there is no such role. */
    Optional<List<UngrantedObject>> missing();

    /** Privileges that new objects of the session's role, in the schema of the history, would lack. */
    List<MissingDefault> missingDefaults();

    /**
     * Grants what is missing, all or nothing.
     *
     * @return why the server refused; empty if it did not, which a role without grant option must verify
     */
    Optional<String> grant(List<UngrantedObject> objects);
}
