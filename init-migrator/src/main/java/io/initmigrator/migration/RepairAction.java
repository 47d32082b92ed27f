package io.initmigrator.migration;

/**
 * One change that a repair made to the history.
 *
 * @param script file name as recorded in the history
 * @param detail old row, and the new one if any
 */
public record RepairAction(Kind kind, String script, String detail) {

    /** Kind of change, in Flyway's terms. */
    public enum Kind {
        /** The row of a failed script was removed. */
        REMOVED,
        /** The row was aligned with the script in the bundle. */
        ALIGNED,
        /** The script is missing from the bundle; the row is marked as deleted. */
        DELETED,
        /** The script is back in the bundle; the row that marked it as deleted was removed. */
        RESTORED,
        /** The Java migration is missing from the bundle and may be the application's; the row is unchanged. */
        KEPT
    }
}
