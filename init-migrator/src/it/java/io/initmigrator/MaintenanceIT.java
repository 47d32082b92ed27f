package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.sun.net.httpserver.HttpServer;
import io.initmigrator.support.LocalHttpServer;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.ServiceStandIn;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Tests a maintenance window as a client sees it, with real processes behind a stand-in for the application's Service. */
@Execution(CONCURRENT)
class MaintenanceIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final long BETWEEN_POLLS = TimeUnit.MILLISECONDS.toNanos(100);

    @AutoClose
    private static TestBed bed;

    @TempDir
    private Path bundle;

    private String lease = "";
    private LocalHttpServer page;
    private LocalHttpServer health;
    private PodProcess maintenance;
    private ServiceStandIn service;
    private final Map<String, String> environment = new HashMap<>();

    /** Records the result of one request, which took from {@code begun} to {@code ended}; {@code answer} is empty for a connection error. */
    private record Seen(Instant begun, Instant ended, Optional<HttpResponse<String>> answer) {

        int code() {
            return answer.map(HttpResponse::statusCode).orElse(0);
        }
    }

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException {
        bed = TestBed.openWithKubernetes();
    }

    @BeforeEach
    void startMaintenance() throws Exception {
        lease = "window-" + Long.toHexString(System.nanoTime());
        bed.postgres().createDatabase(lease.replace('-', '_'));
        execute("create schema control; create table control.go (); grant all on schema control to public");
        execute("grant all on control.go to public");
        Files.writeString(bundle.resolve("V1__slow.sql"), """
                do $$ begin while not exists (select from control.go) loop perform pg_sleep(0.05); end loop; end $$;
                """);
        environment.putAll(Map.of(
                "KUBECONFIG",
                bed.kubernetes().kubeconfig().toString(),
                "MIGRATOR_LEASE_NAME",
                lease,
                "MIGRATOR_TERMINATION_LOG",
                "/dev/null"));
        page = LocalHttpServer.onFreePort();
        health = LocalHttpServer.onFreePort();
        maintenance = start("maintenance-1", maintenanceEnvironment(), "maintenance");
        service = ServiceStandIn.start();
        health.await("/startupz", 200, TIMEOUT);
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        maintenance.process().destroyForcibly();
    }

    @Test
    void clientSeesTheApplicationThenThePageThenTheApplication() throws Exception {
        service.add(page.port(), () -> health.code("/readyz") == 200);
        HttpServer old = application();
        ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        awaitAnswer();
        Thread client = Thread.ofVirtual().start(() -> poll(seen, over));
        awaitSeen(seen, 200, 10);

        Instant oldGone = Instant.now();
        old.stop(1);
        List<PodProcess> pods =
                List.of(start("orders-1", migrateEnvironment()), start("orders-2", migrateEnvironment()));
        awaitSeen(seen, 503, 20);
        execute("insert into control.go default values");
        for (PodProcess pod : pods) {
            PodProcess.Result result = pod.await(TIMEOUT);
            assertThat(result.exitCode()).as(result.text()).isZero();
        }
        HttpServer fresh = application();
        health.await("/readyz", 503, TIMEOUT);
        awaitSeen(seen, 200, 10 + count(seen, 200));
        over.complete(null);
        client.join();
        fresh.stop(0);

        assertThat(changes(seen)).containsExactly(200, 503, 200);
        assertThat(pages(seen))
                .allSatisfy(it -> assertThat(it.answer().orElseThrow().headers().firstValue("Retry-After"))
                        .contains("10"));
        Instant newHere = seen.stream()
                .filter(it -> it.code() == 200
                        && it.begun().isAfter(pages(seen).getLast().begun()))
                .findFirst()
                .orElseThrow()
                .begun();
        // Without the maintenance page, every connection between these two moments would have failed.
        assertThat(seen.stream().filter(it -> it.code() == 0)).allSatisfy(it -> {
            assertThat(it.ended()).isAfterOrEqualTo(oldGone);
            assertThat(it.begun()).isBeforeOrEqualTo(newHere);
        });
        assertThat(errorsAmidThePage(seen)).isZero();
        assertThat(maintenance.output().map(PodProcess.Line::text).filter(line -> line.contains("; page ")))
                .satisfiesExactly(
                        shown -> assertThat(shown).contains("Migration is running; page shown"),
                        withdrawn -> assertThat(withdrawn).contains("No migration is running; page withdrawn"));
    }

    @Test
    void signGoesOutWithTheLeaseOfAKilledLeader() throws Exception {
        environment.put("MIGRATOR_LEASE_DURATION", "6s");
        PodProcess leader = start("orders-1", migrateEnvironment());
        health.await("/readyz", 200, TIMEOUT);

        leader.process().destroyForcibly();

        assertThat(health.code("/readyz")).isEqualTo(200);
        health.await("/readyz", 503, TIMEOUT);
        assertThat(health.code("/livez")).isEqualTo(200);
    }

    @Test
    void stoppedMaintenanceExitsZero() throws Exception {
        maintenance.process().toHandle().destroy();

        assertThat(maintenance.await(TIMEOUT).exitCode()).isZero();
    }

    private void poll(ConcurrentLinkedQueue<Seen> seen, CompletableFuture<Void> over) {
        LocalHttpServer address = LocalHttpServer.on(service.port());
        while (!over.isDone()) {
            Instant begun = Instant.now();
            try {
                HttpResponse<String> answer = address.get("/orders");
                seen.add(new Seen(begun, Instant.now(), Optional.of(answer)));
            } catch (IOException refused) {
                seen.add(new Seen(begun, Instant.now(), Optional.empty()));
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(BETWEEN_POLLS);
        }
    }

    /** Starts an application that is ready at once and receives requests from the Service until it is stopped. */
    private HttpServer application() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        int port = server.getAddress().getPort();
        service.add(port, () -> LocalHttpServer.on(port).code("/") == 200);
        return server;
    }

    /** Waits until the Service forwards to the application. */
    private void awaitAnswer() throws InterruptedException {
        LocalHttpServer address = LocalHttpServer.on(service.port());
        while (true) {
            try {
                assertThat(address.code("/")).isEqualTo(200);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(BETWEEN_POLLS);
            }
        }
    }

    private static void awaitSeen(ConcurrentLinkedQueue<Seen> seen, int code, int times) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (count(seen, code) < times) {
            assertThat(System.nanoTime())
                    .as("%s seen %s times in time", code, times)
                    .isLessThan(end);
            LockSupport.parkNanos(BETWEEN_POLLS);
        }
    }

    private static int count(ConcurrentLinkedQueue<Seen> seen, int code) {
        return (int) seen.stream().filter(it -> it.code() == code).count();
    }

    /** Returns the sequence of status codes, without errors and repetitions. */
    private static List<Integer> changes(ConcurrentLinkedQueue<Seen> seen) {
        List<Integer> changes = new ArrayList<>();
        for (Seen it : seen) {
            if (it.code() != 0 && (changes.isEmpty() || changes.getLast() != it.code())) {
                changes.add(it.code());
            }
        }
        return changes;
    }

    private static long errorsAmidThePage(ConcurrentLinkedQueue<Seen> seen) {
        List<Seen> pages = pages(seen);
        return seen.stream()
                .filter(it -> it.code() == 0)
                .filter(it -> it.begun().isAfter(pages.getFirst().begun())
                        && it.begun().isBefore(pages.getLast().begun()))
                .count();
    }

    private static List<Seen> pages(ConcurrentLinkedQueue<Seen> seen) {
        return seen.stream().filter(it -> it.code() == 503).toList();
    }

    private PodProcess start(String name, Map<String, String> more, String... arguments) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return PodProcess.start(bed.children(), PodSpec.named(name, arguments), all, line -> {});
    }

    /** Returns the environment of the maintenance page, which needs no database. */
    private Map<String, String> maintenanceEnvironment() {
        return Map.of(
                "MIGRATOR_HTTP_PORT", String.valueOf(page.port()),
                "MIGRATOR_HEALTH_PORT", String.valueOf(health.port()));
    }

    private Map<String, String> migrateEnvironment() {
        return bed.pod(lease.replace('-', '_'), bundle);
    }

    private void execute(String sql) throws SQLException {
        bed.postgres().execute(lease.replace('-', '_'), sql);
    }
}
