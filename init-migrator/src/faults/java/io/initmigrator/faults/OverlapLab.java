package io.initmigrator.faults;

import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Provides the environment of rounds of overlapping rollouts, with the bundles of three releases. The last script of the later two is
 * deferred.
 *
 * @param waiting false if sidecars see a rollout that is complete from the beginning
 */
record OverlapLab(TestBed bed, MockKubernetesApi api, Path directory, boolean waiting) {

    static final int RELEASES = 3;

    static OverlapLab lay(TestBed bed, MockKubernetesApi api, Path directory, boolean waiting) throws IOException {
        OverlapLab lab = new OverlapLab(bed, api, directory, waiting);
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

    /** Each script records when it began. */
    private static String text(int version) {
        if (version == 1) {
            return "create table effects (version integer, at timestamptz default clock_timestamp());\n";
        }
        return (isDeferred(version) ? "-- init-migrator: after-rollout\n" : "")
                + "insert into effects (version) values (" + version + ");\nselect pg_sleep(0.5);\n";
    }
}
