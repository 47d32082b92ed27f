package io.initmigrator.lint.report;

/**
 * A lock that a statement takes and keeps until its transaction ends.
 *
 * @param relation as the script names it
 */
public record RelationLock(LockMode mode, String relation) {

    @Override
    public String toString() {
        return mode + " on " + relation;
    }
}
