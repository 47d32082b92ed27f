package io.initmigrator.election;

/** An event of a Lease watch. */
public sealed interface LeaseEvent {

    record Changed(LeaseRecord lease) implements LeaseEvent {}

    record Deleted() implements LeaseEvent {}

    /** No event within the limit; the watch may have stalled. */
    record TimedOut() implements LeaseEvent {}

    /** The watch ended, expired (410 Gone) or could not be opened; reopen it after a fresh read. */
    record Ended(String reason) implements LeaseEvent {}
}
