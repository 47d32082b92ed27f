package io.initmigrator;

import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.support.MockKubernetesApi;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from the start of a process until its name is on the Lease: for init-migrator, which queries PostgreSQL first, and for
 * another program that does nothing else. They take turns on one mock of the Kubernetes API. {@code scripts/bench} runs it.
 */
final class CandidateBench {

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

    private final MockKubernetesApi api;
    private final Path kubeconfig;
    private int leases;

    private CandidateBench(MockKubernetesApi api, Path kubeconfig) {
        this.api = api;
        this.kubeconfig = kubeconfig;
    }

    /**
     * Runs {@code CandidateBench ROUNDS INIT-MIGRATOR OTHER...}: prints both medians in milliseconds. The other program gets the name of
     * the Lease.
     */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("init-migrator-candidate-");
        Path scripts = Files.createDirectory(directory.resolve("bundle"));
        Files.writeString(scripts.resolve("V1__t.sql"), "create table t (id int);\n");
        int rounds = Integer.parseInt(args[0]);
        List<String> other = List.of(args).subList(2, args.length);
        List<Long> ours = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        try (MockKubernetesApi api = MockKubernetesApi.start()) {
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig("default"));
            CandidateBench bench = new CandidateBench(api, kubeconfig);
            for (int round = -1; round < rounds; round++) {
                long our = bench.time(initMigrator(args[1], TestPostgres.freshDatabase(), scripts));
                long theirs = bench.time(new ProcessBuilder(new ArrayList<>(other)));
                if (round >= 0) {
                    ours.add(our);
                    others.add(theirs);
                }
            }
        }
        System.out.println(median(ours) + " " + median(others));
        System.exit(0);
    }

    private static ProcessBuilder initMigrator(String program, TestDatabase database, Path scripts) {
        ProcessBuilder process = new ProcessBuilder(program);
        InProcessRun.on(database, scripts)
                .with("MIGRATOR_COORDINATION", "lease")
                .with("MIGRATOR_LEASE_NAMESPACE", "default")
                .environment()
                .forEach(process.environment()::put);
        return process;
    }

    private long time(ProcessBuilder builder) throws IOException, InterruptedException {
        String lease = "candidate" + ++leases;
        Path output = kubeconfig.resolveSibling(lease);
        if (!builder.environment().containsKey("MIGRATOR_IDENTITY")) {
            builder.command().add(lease);
        }
        builder.environment().put("MIGRATOR_LEASE_NAME", lease);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile()));
        api.request("POST", LEASES, """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "%s", "namespace": "default"}}
                """.formatted(lease));
        long started = System.nanoTime();
        Process process = builder.start();
        while (!api.request("GET", LEASES + "/" + lease, "").contains("holderIdentity")) {
            if (!process.isAlive() && process.exitValue() != 0) {
                throw new IOException(builder.command() + " failed:\n" + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long took = System.nanoTime() - started;
        process.destroyForcibly().waitFor();
        return TimeUnit.NANOSECONDS.toMillis(took);
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
