package io.initmigrator.faults;

import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where rounds of overlapping rollouts are played, with the bundles of three releases; the last script of the later two is deferred. */
record OverlapLab(TestBed bed, MockKubernetesApi api, Path directory) {

    static final int RELEASES = 3;

    static OverlapLab lay(TestBed bed, MockKubernetesApi api, Path directory) throws IOException {
        OverlapLab lab = new OverlapLab(bed, api, directory);
        Files.writeString(lab.kubeconfig(), api.kubeconfig("shop"));
        for (int release = 1; release <= RELEASES; release++) {
            Path bundle = Files.createDirectory(lab.bundle(release));
            for (int version = 1; version <= scripts(release); version++) {
                Files.writeString(bundle.resolve(script(version)), text(version));
            }
        }
        return lab;
    }

    /** Number of scripts in the bundle of a release. */
    static int scripts(int release) {
        return 2 * release - 1;
    }

    static String script(int version) {
        return "V" + version + "__script.sql";
    }

    static boolean isDeferred(int version) {
        return version > 1 && version % 2 == 1;
    }

    Map<String, String> environment(int release) {
        Map<String, String> environment = new HashMap<>();
        environment.put("FLYWAY_USER", PostgresServer.USER);
        environment.put("FLYWAY_PASSWORD", PostgresServer.PASSWORD);
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + bundle(release));
        environment.put("MIGRATOR_COORDINATION", "lease");
        environment.put("MIGRATOR_FAILURE_BACKOFF", "1s");
        environment.put("MIGRATOR_TERMINATION_LOG", "/dev/null");
        environment.put("KUBECONFIG", kubeconfig().toString());
        environment.put("POD_NAMESPACE", "shop");
        environment.put("MIGRATOR_REVISION", revision(release));
        return environment;
    }

    static String revision(int release) {
        return "r" + release;
    }

    private Path bundle(int release) {
        return directory.resolve(revision(release));
    }

    private Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /** Each writes down when it began. */
    private static String text(int version) {
        if (version == 1) {
            return "create table effects (version integer, at timestamptz default clock_timestamp());\n";
        }
        return (isDeferred(version) ? "-- init-migrator: after-rollout\n" : "")
                + "insert into effects (version) values (" + version + ");\nselect pg_sleep(0.5);\n";
    }
}
