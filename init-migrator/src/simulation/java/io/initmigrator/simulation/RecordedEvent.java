package io.initmigrator.simulation;

import io.initmigrator.event.RolloutEvent;

/** Records an event that a container published, and its virtual time in nanoseconds. */
record RecordedEvent(Container by, RolloutEvent notice, long at) {}
