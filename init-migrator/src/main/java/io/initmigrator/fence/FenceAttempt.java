package io.initmigrator.fence;

/** Result of one attempt to acquire the fence. */
public sealed interface FenceAttempt {

    record Taken(Fence fence) implements FenceAttempt {}

    record Held(FenceHolder holder) implements FenceAttempt {}
}
