package io.initmigrator.fence;

/**
 * Key of the fence in PostgreSQL, and a query for its holder.
 *
 * @param key of the session advisory lock
 * @param holderQuery shows the session that holds it
 */
public record FenceInfo(long key, String holderQuery) {}
