package io.initmigrator.migration;

/**
 * One thing that a repair changed in the history.
 *
 * @param script file name as the history has it
 * @param detail what was there, and what is there now where something is
 */
public record RepairAction(Kind kind, String script, String detail) {

    /** What became of the row. */
    public enum Kind {
        /** It said that the script had failed, and is gone. */
        REMOVED,
        /** It now says what the script in the bundle is. */
        ALIGNED,
        /** The bundle no longer holds the script; the history now says so. */
        DELETED
    }
}
