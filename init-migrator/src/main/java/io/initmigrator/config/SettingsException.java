package io.initmigrator.config;

import io.initmigrator.report.ReportSettings;
import java.util.List;
import java.util.stream.Collectors;

/** The settings or the command line cannot be used. Lists every fault at once and shows no secret. */
public final class SettingsException extends RuntimeException {

    private final transient List<Fault> faults;
    private final transient ReportSettings report;

    SettingsException(List<Fault> faults, ReportSettings report) {
        super(sentences(faults));
        this.faults = List.copyOf(faults);
        this.report = report;
    }

    public List<Fault> faults() {
        return faults;
    }

    /** How to report this failure: as the environment says, as far as it could be understood. */
    public ReportSettings report() {
        return report;
    }

    private static String sentences(List<Fault> faults) {
        return faults.stream().map(Fault::sentence).collect(Collectors.joining("\n"));
    }
}
