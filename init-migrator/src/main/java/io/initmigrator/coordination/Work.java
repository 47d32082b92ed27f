package io.initmigrator.coordination;

/** What a leader does once it has the fence. */
interface Work {

    Outcome behind(Fence fence) throws InterruptedException;

    /** Whether it has come so far that the loss of the session is the loss of work. */
    boolean hasBegun();

    /** What it means for the schema, and for the next start, where the session is lost now. */
    default String consequence() {
        return Outcome.Lost.NOTHING_HALF_DONE;
    }
}
