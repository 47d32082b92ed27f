package io.initmigrator.election;

/** What came of writing the Lease. */
public sealed interface LeaseWrite {

    /** Written; {@code lease} is how the server now has it. */
    record Written(LeaseRecord lease) implements LeaseWrite {}

    /** Somebody else was faster. */
    record Conflict() implements LeaseWrite {}
}
