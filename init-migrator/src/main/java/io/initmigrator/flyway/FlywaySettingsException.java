package io.initmigrator.flyway;

/** A setting that Flyway does not know, or does not accept. The message names it and says what is wrong. */
public final class FlywaySettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FlywaySettingsException(String what) {
        super(what);
    }

    FlywaySettingsException(String what, Throwable cause) {
        super(what, cause);
    }
}
