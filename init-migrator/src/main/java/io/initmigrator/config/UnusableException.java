package io.initmigrator.config;

/** A text cannot be used for what it was meant. Carries what a {@link Fault} needs, and no secret. */
final class UnusableException extends Exception {

    private final String problem;
    private final String remedy;

    UnusableException(String problem, String remedy) {
        super(problem + "; " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    String problem() {
        return problem;
    }

    String remedy() {
        return remedy;
    }
}
