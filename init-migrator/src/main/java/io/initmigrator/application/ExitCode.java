package io.initmigrator.application;

/** Exit codes of the process. Scripts and manifests rely on them. */
public enum ExitCode {
    OK(0),
    INTERNAL_ERROR(1),
    INVALID_CONFIGURATION(2),
    MIGRATION_FAILED(3),
    SCHEMA_MISMATCH(4),
    UNREACHABLE(5),
    LEADERSHIP_LOST(6),
    ROLLOUT_NOT_COMPLETE(7),
    PENDING(10),
    LINT_FINDINGS(11),
    DEADLINE_PASSED(124),
    TERMINATED(143);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
