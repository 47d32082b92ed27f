package io.initmigrator.config;

import io.initmigrator.schema.Problem;

/** An invalid value, with the parts of a {@link ConfigError} and without secrets. */
final class InvalidValueException extends Exception {

    private final String subject;
    private final transient Problem problem;

    InvalidValueException(String reason, String remedy) {
        this("", reason, remedy);
    }

    /** @param subject the variable, if it differs from the one being parsed */
    InvalidValueException(String subject, String reason, String remedy) {
        this(subject, new Problem(reason, remedy));
    }

    InvalidValueException(String subject, Problem problem) {
        super(problem.toString());
        this.subject = subject;
        this.problem = problem;
    }

    String subjectOr(String other) {
        return subject.isEmpty() ? other : subject;
    }

    Problem problem() {
        return problem;
    }
}
