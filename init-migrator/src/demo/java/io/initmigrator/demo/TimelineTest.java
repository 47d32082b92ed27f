package io.initmigrator.demo;

import static io.initmigrator.demo.RolloutReports.pod;
import static io.initmigrator.demo.RolloutReports.rollout;
import static io.initmigrator.demo.RolloutReports.session;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Screen pipe = new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), false);

    @Test
    void showsWhoLedWhoWaitedAndWhatEachCost() {
        new Timeline(
                        rollout(
                                3,
                                9,
                                pod("orders-7d4-aaaaa", 0, session(1, 2, 1, 0), session(3, 8, 40, 3)),
                                pod("orders-7d4-bbbbb", 0, session(1, 2, 1, 0), session(8, 9, 1, 0))),
                        pipe)
                .draw();

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .containsPattern("orders-7d4-aaaaa +leader +\\|-+=+-+#+-+\\| +- +0 +2 +44\n")
                .containsPattern("orders-7d4-bbbbb +follower +\\|-+=+\\.+=+-+\\| +6\\.0 s +0 +2 +2\n")
                .contains("orders-7d4-aaaaa led: 3 scripts in one session of 5.0 s")
                .contains("In all 4 sessions and 46 statements in PostgreSQL, 9 requests to the Kubernetes API");
    }
}
