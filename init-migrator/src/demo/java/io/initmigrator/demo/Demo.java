package io.initmigrator.demo;

import io.initmigrator.demo.Scene.Part;
import io.initmigrator.support.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs {@code scripts/demo}: four rollouts of a sample application, shown live and then as a timeline. */
public final class Demo {

    private static final int OLD_PODS_THAT_RESTART = 2;
    private static final int PODS_THAT_ARE_REPLACED = 3;

    private final Screen screen;
    private final DemoEnvironment environment;
    private final DemoOptions options;

    private Demo(Screen screen, DemoEnvironment environment, DemoOptions options) {
        this.screen = screen;
        this.environment = environment;
        this.options = options;
    }

    /**
     * Plays the demo, and exits with 0 if every rollout met its checks.
     *
     * @param args see {@link DemoOptions}
     */
    public static void main(String[] args) {
        DemoOptions options = DemoOptions.of(args);
        DemoEnvironment environment = new DemoEnvironment();
        Screen screen = new Screen(System.out, options.terminal());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(environment, screen), "end everything"));
        try {
            boolean promised = new Demo(screen, environment, options).play();
            System.exit(promised ? 0 : 1);
        } catch (Exception e) {
            fail(environment, screen, e);
        }
    }

    /** Prints the cause, unless the demo is only being stopped. */
    private static void fail(DemoEnvironment environment, Screen screen, Exception e) {
        if (!environment.isEnding()) {
            screen.end();
            System.err.println("The demo failed: " + e);
            System.exit(1);
        }
    }

    /** Returns true if every rollout met its checks; stops after the first that did not. */
    private boolean play() throws Exception {
        open();
        boolean promised = true;
        for (Scene scene : scenes()) {
            promised = promised && play(scene);
        }
        promised = promised && replaceOneByOne();
        return conclude(promised);
    }

    private List<Scene> scenes() throws IOException {
        int first = DemoBundle.V1.scripts();
        int more = DemoBundle.V2.scripts() - first;
        List<Part> old = cast(DemoBundle.V1);
        List<Part> restarting = old.subList(0, Math.min(OLD_PODS_THAT_RESTART, old.size()));
        return List.of(
                new Scene("Rollout 1: " + old.size() + " pods at once, on an empty database", old, first),
                new Scene(
                        "Rollout 2: the same migrations again, now from a Spring Boot jar",
                        cast(DemoBundle.v1InJar(environment.application())),
                        0),
                new Scene(
                        "Rollout 3: " + more + " more migrations, while pods of the old version restart",
                        Stream.concat(cast(DemoBundle.V2).stream(), restarting.stream())
                                .toList(),
                        more));
    }

    private void open() throws IOException, SQLException, InterruptedException {
        screen.status(() -> "starting PostgreSQL");
        PostgresServer postgres = environment.openPostgres();
        screen.line("PostgreSQL " + postgres.version() + " listens on port " + postgres.port());
        screen.status(() -> "starting the Kubernetes API");
        screen.line(environment.openKubernetes(options.ownCluster()).description());
        screen.status(() -> "");
    }

    private boolean play(Scene scene) throws Exception {
        screen.heading(scene.title());
        ProgressView progress = new ProgressView(scene.cast().size(), environment::podsEnded);
        screen.status(progress::toString);
        RolloutReport report = environment.play(scene, (index, line) -> {
            progress.hear(line);
            screen.line(screen.coloured(index, scene.cast().get(index).pod()) + " | " + line);
        });
        screen.status(() -> "");
        new Timeline(report, screen).draw();
        List<String> wrong = Verdict.faults(report);
        wrong.forEach(exception -> screen.line("  " + screen.bad("WRONG") + " " + exception));
        return wrong.isEmpty();
    }

    private boolean replaceOneByOne() throws Exception {
        int pods = Math.min(PODS_THAT_ARE_REPLACED, options.pods());
        screen.heading(
                "Rollout 4: one pod after the other, and a column is dropped once no old pod is left; a client reads through all");
        List<String> wrong = new RollingUpdate(environment, screen)
                .play(cast(DemoBundle.V2).subList(0, pods), cast(DemoBundle.V3).subList(0, pods));
        wrong.forEach(exception -> screen.line("  " + screen.bad("WRONG") + " " + exception));
        return wrong.isEmpty();
    }

    private boolean conclude(boolean promised) throws Exception {
        screen.line("");
        int scripts = promised ? environment.scriptsRecorded() : 0;
        boolean complete = scripts == DemoBundle.V3.scripts();
        if (options.keep()) {
            keep();
        }
        screen.status(() -> "stopping everything");
        environment.close();
        screen.end();
        screen.line(verdict(promised, scripts));
        return promised && complete;
    }

    private String verdict(boolean promised, int scripts) {
        if (!promised) {
            return screen.bad("Not as promised: see what is marked as wrong above.");
        }
        return scripts == DemoBundle.V3.scripts()
                ? screen.good(
                        "All as promised: one leader where there was work, none where there was none, no failed request; "
                                + scripts + " scripts recorded, each once.")
                : screen.bad("Not as promised: Flyway's history holds " + scripts + " scripts, not "
                        + DemoBundle.V3.scripts() + ".");
    }

    private void keep() throws IOException {
        PostgresServer postgres = environment.postgres();
        environment.keepPostgres();
        screen.line("PostgreSQL is still running. Query it, or migrate it yourself:");
        screen.line("  psql postgresql://%s:%s@localhost:%d/%s"
                .formatted(PostgresServer.USER, PostgresServer.PASSWORD, postgres.port(), DemoEnvironment.DATABASE));
        screen.line(
                "  FLYWAY_URL=%s FLYWAY_USER=%s FLYWAY_PASSWORD=%s FLYWAY_LOCATIONS=%s init-migrator/target/dist/bin/init-migrator"
                        .formatted(
                                postgres.jdbcUrl(DemoEnvironment.DATABASE),
                                PostgresServer.USER,
                                PostgresServer.PASSWORD,
                                DemoBundle.V3.settings().get("FLYWAY_LOCATIONS")));
        String pid =
                Files.readAllLines(postgres.data().resolve("postmaster.pid")).getFirst();
        screen.line("Stop it with: kill -INT " + pid);
        screen.line("and then:     rm -rf " + postgres.data());
        screen.line("");
    }

    /** Returns the requested number of pods, with names as Kubernetes generates them. */
    private List<Part> cast(DemoBundle bundle) {
        Random random = new Random();
        return Stream.generate(() -> "orders-" + bundle.hash() + "-" + suffix(random))
                .distinct()
                .limit(options.pods())
                .map(name -> new Part(name, bundle))
                .toList();
    }

    private static String suffix(Random random) {
        String alphabet = "bcdfghjklmnpqrstvwxz2456789";
        return IntStream.range(0, 5)
                .mapToObj(i -> String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))))
                .reduce("", String::concat);
    }

    private static void end(DemoEnvironment environment, Screen screen) {
        try {
            screen.end();
            if (!environment.isEnding()) {
                screen.line("Stopping everything.");
            }
            environment.close();
        } catch (IOException e) {
            System.err.println("Cleanup failed: " + e);
        }
    }
}
