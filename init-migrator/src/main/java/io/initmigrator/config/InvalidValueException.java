package io.initmigrator.config;

/** A text cannot be used for what it was meant. Carries what a {@link ConfigError} needs, and no secret. */
final class InvalidValueException extends Exception {

    private final String subject;
    private final String problem;
    private final String remedy;

    InvalidValueException(String problem, String remedy) {
        this("", problem, remedy);
    }

    /** @param subject the variable, where it isn't the one that names the database */
    InvalidValueException(String subject, String problem, String remedy) {
        super(problem + "; " + remedy);
        this.subject = subject;
        this.problem = problem;
        this.remedy = remedy;
    }

    String subjectOr(String other) {
        return subject.isEmpty() ? other : subject;
    }

    String problem() {
        return problem;
    }

    String remedy() {
        return remedy;
    }
}
