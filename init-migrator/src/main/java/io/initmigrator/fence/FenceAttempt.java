package io.initmigrator.fence;

/** What came of one try to take the fence. */
public sealed interface FenceAttempt {

    record Taken(Fence fence) implements FenceAttempt {}

    record Held(FenceHolder holder) implements FenceAttempt {}
}
