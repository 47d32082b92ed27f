package io.initmigrator.config;

/** An invalid value, with the parts of a {@link ConfigError} and without secrets. */
final class InvalidValueException extends Exception {

    private final String subject;
    private final String problem;
    private final String remedy;

    InvalidValueException(String problem, String remedy) {
        this("", problem, remedy);
    }

    /** @param subject the variable, if it differs from the one being parsed */
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
