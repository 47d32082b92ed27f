package io.initmigrator.election;

/** Result of a Lease write. */
public sealed interface LeaseWrite {

    /** Written; {@code lease} is the server's new state. */
    record Written(LeaseRecord lease) implements LeaseWrite {}

    /** The Lease was changed by another writer. */
    record Conflict() implements LeaseWrite {}
}
