package io.initmigrator.faults;

import java.util.List;

/**
 * Result of a round of overlapping rollouts.
 *
 * @param complaints what is double, lost, stuck or early
 * @param kills number of sidecars that were killed
 * @param ranAfterRollout whether a deferred script ran that nobody had warned of
 */
record OverlapResult(String name, List<String> complaints, int kills, boolean ranAfterRollout, String log) {}
