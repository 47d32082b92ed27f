package io.initmigrator.application;

import io.initmigrator.command.DeferredRunner;
import io.initmigrator.command.DriftMonitor;
import io.initmigrator.command.GuardCommand;
import io.initmigrator.command.GuardEndpoints;
import io.initmigrator.command.MaintenanceCommand;
import io.initmigrator.command.MigrateCommand;
import io.initmigrator.command.PlanCommand;
import io.initmigrator.command.ReadinessCheck;
import io.initmigrator.command.RepairCommand;
import io.initmigrator.command.StatusCommand;
import io.initmigrator.command.UnlockCommand;
import io.initmigrator.command.WaitCommand;
import io.initmigrator.command.rehearsal.Rehearsal;
import io.initmigrator.config.ConnectionTarget;
import io.initmigrator.config.CoordinationMode;
import io.initmigrator.config.Settings;
import io.initmigrator.core.DaemonThreadExecutor;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Elector;
import io.initmigrator.election.FenceElector;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.election.Leases;
import io.initmigrator.election.MigrationMonitor;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.fence.Database;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.http.MaintenancePage;
import io.initmigrator.http.Metrics;
import io.initmigrator.kubernetes.KubernetesLeases;
import io.initmigrator.kubernetes.KubernetesWorkload;
import io.initmigrator.kubernetes.PodEventRecorder;
import io.initmigrator.lint.LintSettings;
import io.initmigrator.lint.Linter;
import io.initmigrator.logging.RolloutLogger;
import io.initmigrator.migration.LazyMigrationTool;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.rollout.RepairRollout;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.Rollout.ElectorFactory;
import io.initmigrator.rollout.RolloutContext;
import io.initmigrator.rollout.RolloutGate;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.SchemaWaiter;
import io.initmigrator.rollout.Unlock;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.telemetry.RolloutSource;
import io.initmigrator.telemetry.Telemetry;
import io.initmigrator.time.Durations;
import io.initmigrator.time.SystemTime;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The composition root: creates the commands, and the adapters that they need. No lambda on the hot path, see docs/startup.md.
 */
final class Components implements ElectorFactory {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration INTERACTIVE_TIMEOUT = Duration.ofSeconds(5);

    private final Settings settings;
    private final UnaryOperator<String> mask;
    private final StopSignal stopSignal;
    private final Time time = new SystemTime();
    private final RandomGenerator random = ThreadLocalRandom.current();
    private final RolloutLogger logger = new RolloutLogger();
    private final SchemaComponents schema;

    Components(Settings settings, UnaryOperator<String> mask, StopSignal stopSignal) {
        this.settings = settings;
        this.mask = mask;
        this.stopSignal = stopSignal;
        this.schema = new SchemaComponents(settings, time, random);
    }

    MigrateCommand migrateCommand() {
        return migrateCommand(schema.bundle(), logger);
    }

    private MigrateCommand migrateCommand(Bundle bundle, RolloutListener otherListener) {
        Telemetry telemetry = telemetry(bundle, false);
        PodEventRecorder podEvents = podEvents();
        RolloutListener listener = with(podEvents, with(telemetry, otherListener));
        Rollout rollout = new Rollout(context(bundle, settings.rollout(), listener, schema.database()), this);
        return new MigrateCommand(bundle, settings.rollout().whenEmpty(), rollout, listener, podEvents, telemetry);
    }

    private static RolloutListener with(@Nullable RolloutListener addition, RolloutListener listener) {
        return addition == null ? listener : new CompositeRolloutListener(listener, addition);
    }

    private @Nullable PodEventRecorder podEvents() {
        return settings.coordination() == CoordinationMode.DATABASE
                ? null
                : new PodEventRecorder(settings.kubernetes(), mask);
    }

    private @Nullable Telemetry telemetry(Bundle bundle, boolean deferred) {
        if (settings.telemetry().isEmpty()) {
            return null;
        }
        boolean leased = settings.coordination() == CoordinationMode.LEASE;
        return Telemetry.of(
                settings.telemetry().get(),
                new RolloutSource(
                        settings.kubernetes().namespace().orElse(""),
                        leased ? settings.kubernetes().leaseName() : "",
                        settings.kubernetes().podName(),
                        settings.identity().toString(),
                        RolloutSource.databaseOf(settings.postgres().jdbcUrl()),
                        bundle.digest(),
                        deferred),
                mask,
                time);
    }

    MigrateCommand migrateDeferredCommand() {
        return migrateDeferredCommand(schema.bundle(), logger, podEvents(), "");
    }

    /**
     * @param podEvents closed at the end of the run; null if there is none, or it outlives the run
     * @param revision of this pod; empty if it is no pod of the workload
     */
    private MigrateCommand migrateDeferredCommand(
            Bundle bundle, RolloutListener otherListener, @Nullable PodEventRecorder podEvents, String revision) {
        Telemetry telemetry = telemetry(bundle, true);
        RolloutListener listener = with(podEvents, with(telemetry, otherListener));
        Database database = PostgresDatabase.countingDeferred(settings.postgres(), time, random);
        RolloutSettings rollout = settings.rollout().afterRollout();
        Optional<RolloutGate> gate = settings.workload()
                .map(name -> new RolloutGate(
                        new KubernetesWorkload(name, settings.kubernetes()),
                        revision,
                        rollout.timeout(),
                        new Candidate.ProcessContext(time, random, listener, stopSignal)));
        return new MigrateCommand(
                bundle,
                rollout.whenEmpty(),
                new Rollout(context(bundle, rollout, listener, database), this, gate),
                listener,
                podEvents,
                telemetry);
    }

    WaitCommand waitCommand(Optional<SchemaVersion> version) {
        Bundle bundle = version.isPresent() ? new Bundle("", 0, "no bundle") : schema.bundle();
        SchemaWaiter waiter =
                new SchemaWaiter(context(bundle, settings.rollout(), logger, schema.databaseOfReader()), leases());
        return new WaitCommand(bundle, settings.rollout().whenEmpty(), waiter, logger, version);
    }

    GuardCommand guardCommand() {
        Bundle bundle = schema.bundle();
        PostgresSettings probing = settings.postgres().sinceStart().withDatabaseTimeout(PROBE_TIMEOUT);
        Metrics metrics = new Metrics(time);
        boolean deferring = settings.workload().isPresent();
        ReadinessCheck readiness = new ReadinessCheck(
                bundle,
                deferring
                        ? PostgresDatabase.countingDeferred(probing, time, random)
                        : new PostgresDatabase(probing, time, random),
                lazyMigrationTool(),
                deferring);
        return new GuardCommand(
                migrateCommand(bundle, new CompositeRolloutListener(logger, metrics)),
                new GuardEndpoints(
                        readiness,
                        new DriftMonitor(
                                PostgresDatabase.ofReader(
                                        settings.postgres().withDatabaseTimeout(INTERACTIVE_TIMEOUT), time, random),
                                metrics::setDrift,
                                new DaemonThreadExecutor(),
                                time),
                        metrics,
                        time),
                settings.http(),
                deferring ? Optional.of(deferredRunner(bundle, metrics)) : Optional.empty());
    }

    /** One recorder of Kubernetes Events for all attempts. */
    private DeferredRunner deferredRunner(Bundle bundle, Metrics metrics) {
        RolloutListener counted = new CompositeRolloutListener(logger, metrics::onDeferredEvent);
        RolloutListener listener = with(podEvents(), counted);
        String revision = settings.postgres().revision().value();
        return new DeferredRunner(
                () -> migrateDeferredCommand(bundle, listener, null, revision),
                settings.rollout().failureBackoff(),
                new DeferredRunner.Sentences(
                        outcome -> ExitStatus.of(outcome).message(),
                        exception -> mask.apply(ExitStatus.of(exception).message())),
                listener,
                time,
                random);
    }

    RepairCommand repairCommand() {
        Bundle bundle = schema.bundle();
        RolloutSettings rollout = settings.rollout().regardlessOfFailures();
        return new RepairCommand(bundle, new RepairRollout(context(bundle, rollout, logger, schema.database()), this));
    }

    UnlockCommand unlockCommand(boolean force) {
        return new UnlockCommand(new Unlock(
                schema.database(),
                leases().map(Supplier::get),
                settings.timing().leaseDuration(),
                settings.rollout().timeout(),
                time,
                force));
    }

    MaintenanceCommand maintenanceCommand() {
        KubernetesLeases leases = new KubernetesLeases(settings.kubernetes());
        return new MaintenanceCommand(
                leases,
                new MigrationMonitor(leases, settings.timing(), time, random),
                MaintenancePage.of(settings.http().page()),
                settings.http());
    }

    StatusCommand statusCommand(boolean drift) {
        Duration timeout = Durations.min(settings.postgres().databaseTimeout(), INTERACTIVE_TIMEOUT);
        return new StatusCommand(
                schema.bundle(),
                PostgresDatabase.ofReader(settings.postgres().withDatabaseTimeout(timeout), time, random),
                lazyMigrationTool(),
                leases(),
                settings.rollout(),
                drift,
                mask);
    }

    PlanCommand planCommand(Optional<ConnectionTarget> scratch) {
        Bundle bundle = schema.bundle();
        return new PlanCommand(
                bundle,
                schema.database(),
                lazyMigrationTool(),
                new Linter(LintSettings.DEFAULT
                        .withLockTimeout(!settings.postgres().timeouts().lock().isZero())
                        .withStatementTimeout(
                                !settings.postgres().timeouts().statement().isZero())),
                settings.rollout(),
                mask,
                scratch.map(target -> rehearsal(bundle, target)));
    }

    private Rehearsal rehearsal(Bundle bundle, ConnectionTarget scratch) {
        return new Rehearsal(
                new PostgresDatabase(settings.postgres().at(scratch.jdbcUrl(), scratch.credentials()), time, random),
                hidden -> FlywayMigrationTool.ofOthers(
                        hidden, settings.flyway(), settings.rollout().whenEmpty(), mask, LinterScriptAnalyzer.create()),
                bundle,
                time);
    }

    private RolloutContext context(
            Bundle bundle, RolloutSettings rollout, RolloutListener listener, Database database) {
        return new RolloutContext(
                settings.identity(),
                bundle,
                rollout,
                database,
                rollout.deferring() ? lazyMigrationTool() : new LazyMigrationTool(this::completeMigrationTool),
                new Candidate.ProcessContext(time, random, listener, stopSignal));
    }

    private Optional<Supplier<Leases>> leases() {
        return switch (settings.coordination()) {
            case LEASE -> Optional.of(() -> new KubernetesLeases(settings.kubernetes()));
            case DATABASE -> Optional.empty();
        };
    }

    private MigrationTool lazyMigrationTool() {
        return new LazyMigrationTool(this::migrationTool);
    }

    private MigrationTool migrationTool() {
        return migrationTool(settings.rollout());
    }

    private MigrationTool completeMigrationTool() {
        return migrationTool(settings.rollout().afterRollout());
    }

    private MigrationTool migrationTool(RolloutSettings rollout) {
        FlywayMigrationTool tool = new FlywayMigrationTool(
                settings.flyway(), rollout.whenEmpty(), rollout.deferring(), mask, LinterScriptAnalyzer.create());
        tool.warnOfInvalidNames();
        return new BundleChangeCheck(tool, schema::bundle);
    }

    @Override
    public Elector open(Candidate candidate) {
        return switch (settings.coordination()) {
            case LEASE ->
                new LeaseElector(
                        candidate,
                        new KubernetesLeases(settings.kubernetes()),
                        settings.timing(),
                        new DaemonThreadExecutor());
            case DATABASE -> {
                logMissingToken();
                yield new FenceElector(candidate);
            }
        };
    }

    /** Only once there is work: a start with nothing to do uses neither. */
    private void logMissingToken() {
        if (settings.tokenMissing()) {
            LoggerFactory.getLogger(Components.class)
                    .atInfo()
                    .addKeyValue(
                            "remedy",
                            "automountServiceAccountToken: true for a Lease, or MIGRATOR_COORDINATION=database")
                    .log("No service account token; coordinating by database");
        }
    }
}
