package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.ObservedSession;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Counts the connections that the pods of a second rollout open, from PostgreSQL's log. */
@Execution(CONCURRENT)
class WaitingConnectionsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String DATABASE = "connections";

    @AutoClose
    private static TestBed bed;

    @TempDir
    private Path bundle;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException {
        bed = TestBed.openWithKubernetes();
    }

    /** Begins with a Lease that still shows the success of the previous rollout. */
    @Test
    void waitingPodConnectsOnceBeforeAndOnceAfter() throws Exception {
        bed.postgres().createDatabase(DATABASE);
        environment.putAll(bed.pod(DATABASE, bundle));
        Files.writeString(bundle.resolve("V1__orders.sql"), "create table orders (id int);\ncreate table gate ();\n");
        environment.put("MIGRATOR_REVISION", "1");
        assertThat(start("orders-0", new CountDownLatch(0)).await(TIMEOUT).exitCode())
                .isZero();
        Files.writeString(bundle.resolve("V2__slow.sql"), """
                do $$ begin while not exists (select from gate) loop perform pg_sleep(0.05); end loop; end $$;
                """);
        environment.put("MIGRATOR_REVISION", "2");

        CountDownLatch waiting = new CountDownLatch(2);
        List<PodProcess> pods = new ArrayList<>();
        for (String pod : List.of("orders-1", "orders-2", "orders-3")) {
            pods.add(start(pod, waiting));
        }
        assertThat(waiting.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (Connection connection = bed.postgres().connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into gate default values");
        }
        List<String> followers = new ArrayList<>();
        for (PodProcess pod : pods) {
            PodProcess.Result result = pod.await(TIMEOUT);
            assertThat(result.exitCode()).as(result.text()).isZero();
            if (!result.text().contains("Elected leader")) {
                followers.add(pod.name());
            }
        }

        assertThat(followers).hasSize(2);
        Map<String, Long> connections = bed.postgres().sessions(DATABASE).stream()
                .map(ObservedSession::application)
                .filter(application -> application.startsWith("init-migrator "))
                .map(application -> application.substring("init-migrator ".length(), application.lastIndexOf('_')))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(followers).allSatisfy(pod -> assertThat(connections).containsEntry(pod, 2L));
    }

    private PodProcess start(String pod, CountDownLatch waiting) throws IOException {
        return PodProcess.start(bed.children(), PodSpec.named(pod), environment, line -> {
            if (line.contains("Waiting for leader")) {
                waiting.countDown();
            }
        });
    }
}
