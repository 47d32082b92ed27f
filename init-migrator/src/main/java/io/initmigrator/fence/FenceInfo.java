package io.initmigrator.fence;

/**
 * Where the fence is to be found in PostgreSQL.
 *
 * @param key of the session advisory lock
 * @param holderQuery shows the session that holds it
 */
public record FenceInfo(long key, String holderQuery) {}
