package io.initmigrator.application;

import io.initmigrator.command.GuardCommand;
import io.initmigrator.command.MaintenanceCommand;
import io.initmigrator.command.PlanCommand;
import io.initmigrator.command.PlanResult;
import io.initmigrator.command.ReadinessCheck;
import io.initmigrator.command.StatusCommand;
import io.initmigrator.command.StatusResult;
import io.initmigrator.command.UnlockText;
import io.initmigrator.config.Command;
import io.initmigrator.config.CoordinationMode;
import io.initmigrator.config.Settings;
import io.initmigrator.core.DaemonThreadExecutor;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Elector;
import io.initmigrator.election.FenceElector;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.election.Leases;
import io.initmigrator.election.MigrationMonitor;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Database;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.http.MaintenancePage;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Server;
import io.initmigrator.kubernetes.KubernetesLeases;
import io.initmigrator.kubernetes.PodEventRecorder;
import io.initmigrator.lint.Linter;
import io.initmigrator.logging.Printable;
import io.initmigrator.logging.RolloutLogger;
import io.initmigrator.migration.LazyMigrationTool;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.rollout.RepairRollout;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutContext;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.SchemaWaiter;
import io.initmigrator.rollout.Unlock;
import io.initmigrator.rollout.UnlockResult;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleReader;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.Durations;
import io.initmigrator.time.SystemTime;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Joins the rooms: the only place where the adapter of one library meets another's. */
final class Components {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration INTERACTIVE_TIMEOUT = Duration.ofSeconds(5);

    private final Settings settings;
    private final UnaryOperator<String> mask;
    private final StopSignal stopSignal;
    private final Time time = new SystemTime();
    private final RandomGenerator random = ThreadLocalRandom.current();
    private final RolloutLogger announcer = new RolloutLogger();

    Components(Settings settings, UnaryOperator<String> mask, StopSignal stopSignal) {
        this.settings = settings;
        this.mask = mask;
        this.stopSignal = stopSignal;
    }

    ExitStatus carryOut(Command command) throws InterruptedException {
        if (command instanceof Command.Migrate) {
            // Without the switch, as in Run: nearly every start is this one.
            return ExitStatus.of(migrate(bundle(), announcer));
        }
        return switch (command) {
            case Command.Migrate migrate -> ExitStatus.of(migrate(bundle(), announcer));
            case Command.Wait(Optional<SchemaVersion> version) -> ExitStatus.of(await(version));
            case Command.Status(Command.Output output) -> status(output);
            case Command.Unlock(boolean force) -> unlock(force);
            case Command.Repair repair -> ExitStatus.of(repair());
            case Command.Plan(Command.Output output, Optional<Command.FailOn> failOn) -> plan(output, failOn);
            case Command.Guard guard -> guard();
            case Command.Maintenance maintenance -> maintenance();
        };
    }

    private Outcome migrate(Bundle bundle, Consumer<RolloutEvent> notices) throws InterruptedException {
        if (settings.coordination() == CoordinationMode.DATABASE) {
            return rollOut(bundle, notices);
        }
        try (PodEventRecorder events = new PodEventRecorder(settings.kubernetes(), mask)) {
            return rollOut(bundle, new CompositeRolloutListener(notices, events));
        }
    }

    private Outcome rollOut(Bundle bundle, Consumer<RolloutEvent> notices) throws InterruptedException {
        return bundle.isEmpty() ? empty(bundle, notices) : new Rollout(pod(bundle, notices), this::elector).run();
    }

    private Outcome await(Optional<SchemaVersion> version) throws InterruptedException {
        if (version.isPresent()) {
            return new SchemaWaiter(waiter(new Bundle("", 0, "no bundle")), leases()).forVersion(version.get());
        }
        Bundle bundle = bundle();
        return bundle.isEmpty() ? empty(bundle, announcer) : new SchemaWaiter(waiter(bundle), leases()).forBundle();
    }

    private ExitStatus guard() throws InterruptedException {
        Bundle bundle = bundle();
        Database briefly =
                new PostgresDatabase(settings.postgres().sinceStart().withDatabaseTimeout(PROBE_TIMEOUT), time, random);
        Metrics metrics = new Metrics(time);
        GuardCommand guard = new GuardCommand(
                new ReadinessCheck(bundle, briefly, new LazyMigrationTool(this::migrationTool)), metrics, time);
        try (Server server = Server.on(settings.http().port())) {
            server.serve(guard::handle);
            Outcome outcome = migrate(bundle, new CompositeRolloutListener(announcer, metrics));
            if (outcome instanceof Outcome.Ready ready) {
                guard.awaitShutdown(ready);
            }
            return ExitStatus.of(outcome);
        }
    }

    /** Also where an empty bundle may be skipped: it would make all that was ever applied look deleted. */
    private Outcome repair() throws InterruptedException {
        Bundle bundle = bundle();
        return bundle.isEmpty()
                ? nothingInBundle(bundle)
                : new RepairRollout(pod(bundle, settings.rollout().regardlessOfFailures(), announcer), this::elector)
                        .run();
    }

    private ExitStatus unlock(boolean force) throws InterruptedException {
        Optional<Leases> lease = leases().map(Supplier::get);
        UnlockResult unlocked = new Unlock(
                        database(),
                        lease,
                        settings.timing().leaseDuration(),
                        settings.rollout().timeout(),
                        time,
                        force)
                .run();
        if (unlocked instanceof UnlockResult.Freed freed) {
            System.out.println(Printable.lines(UnlockText.of(freed), ""));
        }
        return ExitStatus.of(unlocked);
    }

    private ExitStatus maintenance() {
        KubernetesLeases leases = new KubernetesLeases(settings.kubernetes());
        MaintenanceCommand maintenance = new MaintenanceCommand(
                new MigrationMonitor(leases, settings.timing(), time, random),
                MaintenancePage.of(settings.http().page()));
        try (Server page = Server.on(settings.http().port());
                Server health = Server.on(settings.http().healthPort())) {
            page.serve(maintenance::handlePage);
            health.serve(maintenance::handleProbe);
            maintenance.awaitShutdown();
        } finally {
            leases.close();
        }
        return ExitStatus.OK;
    }

    private ExitStatus status(Command.Output output) throws InterruptedException {
        StatusResult finding = new StatusCommand(
                        bundle(),
                        interactiveDatabase(),
                        new LazyMigrationTool(this::migrationTool),
                        leases(),
                        settings.rollout().whenInterrupted())
                .report();
        System.out.println(
                switch (output) {
                    case TEXT -> Printable.lines(finding.asText(), "");
                    case JSON -> Printable.json(finding.asJson());
                });
        return ExitStatus.of(finding);
    }

    private ExitStatus plan(Command.Output output, Optional<Command.FailOn> failOn) throws InterruptedException {
        boolean lockTimeout = !settings.postgres().timeouts().lock().isZero();
        PlanResult preview = new PlanCommand(
                        bundle(),
                        database(),
                        new LazyMigrationTool(this::migrationTool),
                        new Linter(lockTimeout),
                        settings.rollout().whenInterrupted(),
                        Components::connection)
                .result();
        System.out.println(
                switch (output) {
                    case TEXT -> Printable.lines(preview.asText(), "");
                    case JSON -> Printable.json(preview.asJson());
                });
        return ExitStatus.of(preview, failOn);
    }

    private Bundle bundle() {
        return new BundleReader().read(settings.bundleRoots(), settings.bundleSalt());
    }

    private Outcome empty(Bundle bundle, Consumer<RolloutEvent> notices) {
        if (settings.rollout().whenEmpty() == WhenEmpty.SKIP) {
            notices.accept(new RolloutEvent.BundleEmpty(bundle.location()));
            return new Outcome.Ready("", 0);
        }
        return nothingInBundle(bundle);
    }

    private static Outcome nothingInBundle(Bundle bundle) {
        return new Outcome.SchemaMismatch(
                "there is no file in " + bundle.location() + ", so nothing says what the schema should be",
                "put the migrations there (FLYWAY_LOCATIONS), or set MIGRATOR_WHEN_EMPTY=skip");
    }

    private RolloutContext pod(Bundle bundle, Consumer<RolloutEvent> notices) {
        return pod(bundle, settings.rollout(), notices);
    }

    private RolloutContext pod(Bundle bundle, RolloutSettings rollout, Consumer<RolloutEvent> notices) {
        return pod(bundle, rollout, notices, database());
    }

    private RolloutContext waiter(Bundle bundle) {
        return pod(bundle, settings.rollout(), announcer, PostgresDatabase.ofReader(settings.postgres(), time, random));
    }

    private RolloutContext pod(
            Bundle bundle, RolloutSettings rollout, Consumer<RolloutEvent> notices, Database database) {
        return new RolloutContext(
                settings.identity(),
                bundle,
                rollout,
                database,
                new LazyMigrationTool(this::migrationTool),
                new Candidate.ProcessContext(time, random, notices, stopSignal));
    }

    /** For who wants to know how things stand: where PostgreSQL is away, that is the answer. */
    private Database interactiveDatabase() {
        return PostgresDatabase.ofReader(
                settings.postgres()
                        .withDatabaseTimeout(
                                Durations.min(settings.postgres().databaseTimeout(), INTERACTIVE_TIMEOUT)),
                time,
                random);
    }

    private Database database() {
        return new PostgresDatabase(settings.postgres(), time, random);
    }

    private Optional<Supplier<Leases>> leases() {
        return switch (settings.coordination()) {
            case LEASE -> Optional.of(() -> new KubernetesLeases(settings.kubernetes()));
            case DATABASE -> Optional.empty();
        };
    }

    private MigrationTool migrationTool() {
        return new BundleChangeCheck(
                new FlywayMigrationTool(
                        settings.flyway(),
                        settings.rollout().whenEmpty(),
                        mask,
                        new LinterScriptAnalyzer()),
                this::bundle);
    }

    private Elector elector(Candidate candidate) {
        return switch (settings.coordination()) {
            case LEASE ->
                new LeaseElector(
                        candidate,
                        new KubernetesLeases(settings.kubernetes()),
                        settings.timing(),
                        new DaemonThreadExecutor());
            case DATABASE -> new FenceElector(candidate);
        };
    }
}
