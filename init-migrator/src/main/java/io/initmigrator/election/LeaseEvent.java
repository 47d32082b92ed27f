package io.initmigrator.election;

/** What a watch has to tell. */
public sealed interface LeaseEvent {

    record Changed(LeaseRecord lease) implements LeaseEvent {}

    record Deleted() implements LeaseEvent {}

    /** Nothing happened; which may also mean that the watch has silently stalled. */
    record TimedOut() implements LeaseEvent {}

    /** The watch is over and must be opened anew after a fresh read: it ended, expired (410 Gone) or could not be opened. */
    record Ended(String reason) implements LeaseEvent {}
}
