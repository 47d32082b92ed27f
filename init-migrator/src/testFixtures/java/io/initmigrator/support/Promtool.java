package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prometheus' own check of metrics. */
public final class Promtool {

    private final Tool promtool = Tool.find("promtool", "apt-get install prometheus");

    /** The format that its linter reads: parsed, and nothing against names, units and help. */
    public void checkPrometheus(String text) throws IOException, InterruptedException {
        Path metrics = file(text);
        try {
            assertThat(promtool.runWith(metrics, "check", "metrics")).isEqualTo(new Answer(0, ""));
        } finally {
            Files.delete(metrics);
        }
    }

    /** The linter does not read OpenMetrics; Prometheus' own parser is behind a command that asks for a time at each number. */
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
