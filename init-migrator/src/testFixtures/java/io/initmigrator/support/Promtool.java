package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks metrics with Prometheus' own tool. */
public final class Promtool {

    private final Tool promtool = Tool.find("promtool", "apt-get install prometheus");

    /** Checks the Prometheus text format: syntax, names, units and help texts. */
    public void checkPrometheus(String text) throws IOException, InterruptedException {
        Path metrics = file(text);
        try {
            assertThat(promtool.runWith(metrics, "check", "metrics")).isEqualTo(new Answer(0, ""));
        } finally {
            Files.delete(metrics);
        }
    }

    /**
     * Checks the OpenMetrics format. The linter does not read it; a command with Prometheus' parser does, and requires a timestamp on each
     * sample.
     */
    public void checkOpenMetrics(String text) throws IOException, InterruptedException {
        Path metrics = file(text.replaceAll("(?m)^([^#\\n].*)$", "$1 1700000000"));
        Path blocks = Files.createTempDirectory("init-migrator-blocks-");
        try {
            Answer answer =
                    promtool.run("tsdb", "create-blocks-from", "openmetrics", metrics.toString(), blocks.toString());
            assertThat(answer.exitCode()).as(answer.output()).isZero();
        } finally {
            Files.delete(metrics);
            Trees.delete(blocks);
        }
    }

    private static Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile("init-migrator-metrics-", ""), text);
    }
}
