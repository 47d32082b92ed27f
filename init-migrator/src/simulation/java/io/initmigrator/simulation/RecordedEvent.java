package io.initmigrator.simulation;

import io.initmigrator.event.RolloutEvent;

/** What a container told, and when in nanoseconds of virtual time. */
record RecordedEvent(Container by, RolloutEvent notice, long at) {}
