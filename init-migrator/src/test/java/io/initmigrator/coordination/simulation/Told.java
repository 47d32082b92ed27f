package io.initmigrator.coordination.simulation;

import io.initmigrator.coordination.Notice;

/** What a container told, and when in nanoseconds of virtual time. */
record Told(Container by, Notice notice, long at) {}
