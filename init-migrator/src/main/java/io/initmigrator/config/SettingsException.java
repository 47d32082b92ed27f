package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.report.ReportSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings or the command line cannot be used. Lists every fault at once and shows no secret. */
public final class SettingsException extends RuntimeException {

    private final transient List<Fault> faults;
    private final transient FlywaySettings flyway;
    private final transient ReportSettings report;
    private final transient Set<String> secrets;

    SettingsException(List<Fault> faults, FlywaySettings flyway, ReportSettings report, Set<String> secrets) {
        super(sentences(faults));
        this.faults = List.copyOf(faults);
        this.flyway = flyway;
        this.report = report;
        this.secrets = Set.copyOf(secrets);
    }

    public List<Fault> faults() {
        return faults;
    }

    /** What Flyway would have been told, but for what is a fault already: whether it takes that, only Flyway knows. */
    public FlywaySettings flyway() {
        return flyway;
    }

    /** How to report this failure: as the environment says, as far as it could be understood. */
    public ReportSettings report() {
        return report;
    }

    /** What must be masked in whatever is told of this failure. */
    public Set<String> secrets() {
        return secrets;
    }

    private static String sentences(List<Fault> faults) {
        return faults.stream().map(Fault::sentence).collect(Collectors.joining("\n"));
    }
}
