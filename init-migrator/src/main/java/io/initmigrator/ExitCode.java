package io.initmigrator;

/** What the process tells its caller by number. Scripts and manifests rely on these. */
enum ExitCode {
    READY(0),
    BUG(1),
    BAD_SETTINGS(2),
    MIGRATION_FAILED(3),
    MISFIT(4),
    UNREACHABLE(5),
    LOST(6),
    PENDING(10),
    DANGEROUS(11),
    DEADLINE_PASSED(124),
    TERMINATED(143);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
