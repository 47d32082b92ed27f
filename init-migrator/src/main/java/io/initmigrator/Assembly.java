package io.initmigrator;

import io.initmigrator.command.Finding;
import io.initmigrator.command.Guard;
import io.initmigrator.command.Maintenance;
import io.initmigrator.command.Plan;
import io.initmigrator.command.Preview;
import io.initmigrator.command.SchemaReading;
import io.initmigrator.command.Status;
import io.initmigrator.command.UnlockText;
import io.initmigrator.config.Command;
import io.initmigrator.config.Coordination;
import io.initmigrator.config.Settings;
import io.initmigrator.coordination.Candidate;
import io.initmigrator.coordination.DaemonThreads;
import io.initmigrator.coordination.Database;
import io.initmigrator.coordination.FenceTurns;
import io.initmigrator.coordination.LazyMigrations;
import io.initmigrator.coordination.LeaseTurns;
import io.initmigrator.coordination.Leases;
import io.initmigrator.coordination.MigrationSign;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.Notice;
import io.initmigrator.coordination.Outcome;
import io.initmigrator.coordination.Pod;
import io.initmigrator.coordination.Reading;
import io.initmigrator.coordination.Repair;
import io.initmigrator.coordination.Rollout;
import io.initmigrator.coordination.RolloutSettings;
import io.initmigrator.coordination.RolloutSettings.WhenEmpty;
import io.initmigrator.coordination.StopSignal;
import io.initmigrator.coordination.Turns;
import io.initmigrator.coordination.Unlock;
import io.initmigrator.coordination.Unlocked;
import io.initmigrator.coordination.Waiting;
import io.initmigrator.flyway.FlywayMigrations;
import io.initmigrator.http.MaintenancePage;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Server;
import io.initmigrator.kubernetes.KubernetesLeases;
import io.initmigrator.kubernetes.PodEvents;
import io.initmigrator.lint.Linter;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.PostgresReading;
import io.initmigrator.report.Announcer;
import io.initmigrator.report.Printable;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleReader;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.wait.SystemTime;
import io.initmigrator.wait.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** Joins the rooms: the only place where the adapter of one library meets another's. */
final class Assembly {

    private static final Duration A_PROBES_PATIENCE = Duration.ofSeconds(2);
    private static final Duration A_PERSONS_PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final UnaryOperator<String> mask;
    private final StopSignal stop;
    private final Time time = new SystemTime();
    private final RandomGenerator random = ThreadLocalRandom.current();
    private final Announcer announcer = new Announcer();

    Assembly(Settings settings, UnaryOperator<String> mask, StopSignal stop) {
        this.settings = settings;
        this.mask = mask;
        this.stop = stop;
    }

    Ending carryOut(Command command) throws InterruptedException {
        if (command instanceof Command.Migrate) {
            // Without the switch, as in Run: nearly every start is this one.
            return Ending.of(migrate(bundle(), announcer));
        }
        return switch (command) {
            case Command.Migrate migrate -> Ending.of(migrate(bundle(), announcer));
            case Command.Wait(Optional<SchemaVersion> version) -> Ending.of(await(version));
            case Command.Status(Command.Output output) -> status(output);
            case Command.Unlock(boolean force) -> unlock(force);
            case Command.Repair repair -> Ending.of(repair());
            case Command.Plan(Command.Output output, Optional<Command.FailOn> failOn) -> plan(output, failOn);
            case Command.Guard guard -> guard();
            case Command.Maintenance maintenance -> maintenance();
        };
    }

    private Outcome migrate(Bundle bundle, Consumer<Notice> notices) throws InterruptedException {
        if (settings.coordination() == Coordination.DATABASE) {
            return rollOut(bundle, notices);
        }
        try (PodEvents events = new PodEvents(settings.kubernetes(), mask)) {
            return rollOut(bundle, new Audience(notices, events));
        }
    }

    private Outcome rollOut(Bundle bundle, Consumer<Notice> notices) throws InterruptedException {
        return bundle.isEmpty() ? empty(bundle, notices) : new Rollout(pod(bundle, notices), this::turns).run();
    }

    private Outcome await(Optional<SchemaVersion> version) throws InterruptedException {
        if (version.isPresent()) {
            return new Waiting(waiter(new Bundle("", 0, "no bundle")), leases()).forVersion(version.get());
        }
        Bundle bundle = bundle();
        return bundle.isEmpty() ? empty(bundle, announcer) : new Waiting(waiter(bundle), leases()).forBundle();
    }

    private Ending guard() throws InterruptedException {
        Bundle bundle = bundle();
        Database briefly =
                new PostgresDatabase(settings.postgres().sinceStart().withDatabaseTimeout(A_PROBES_PATIENCE), time, random);
        Metrics metrics = new Metrics(time);
        Guard guard =
                new Guard(new SchemaReading(bundle, briefly, new LazyMigrations(this::migrations)), metrics, time);
        try (Server server = Server.on(settings.http().port())) {
            server.serve(guard::answer);
            Outcome outcome = migrate(bundle, new Audience(announcer, metrics));
            if (outcome instanceof Outcome.Ready ready) {
                guard.stay(ready);
            }
            return Ending.of(outcome);
        }
    }

    /** Also where an empty bundle may be skipped: it would make all that was ever applied look deleted. */
    private Outcome repair() throws InterruptedException {
        Bundle bundle = bundle();
        return bundle.isEmpty()
                ? nothingInBundle(bundle)
                : new Repair(pod(bundle, settings.rollout().regardlessOfFailures(), announcer), this::turns).run();
    }

    private Ending unlock(boolean force) throws InterruptedException {
        Optional<Leases> lease = leases().map(Supplier::get);
        Unlocked unlocked = new Unlock(
                        database(),
                        lease,
                        settings.timing().leaseDuration(),
                        settings.rollout().timeout(),
                        time,
                        force)
                .run();
        if (unlocked instanceof Unlocked.Freed freed) {
            System.out.println(Printable.lines(UnlockText.of(freed), ""));
        }
        return Ending.of(unlocked);
    }

    private Ending maintenance() {
        KubernetesLeases leases = new KubernetesLeases(settings.kubernetes());
        Maintenance maintenance = new Maintenance(
                new MigrationSign(leases, settings.timing(), time, random),
                MaintenancePage.of(settings.http().page()));
        try (Server page = Server.on(settings.http().port());
                Server health = Server.on(settings.http().healthPort())) {
            page.serve(maintenance::standIn);
            health.serve(maintenance::answer);
            maintenance.stay();
        } finally {
            leases.close();
        }
        return Ending.READY;
    }

    private Ending status(Command.Output output) throws InterruptedException {
        Finding finding = new Status(
                        bundle(),
                        askedBriefly(),
                        new LazyMigrations(this::migrations),
                        leases(),
                        settings.rollout().whenInterrupted())
                .look();
        System.out.println(
                switch (output) {
                    case TEXT -> Printable.lines(finding.asText(), "");
                    case JSON -> Printable.json(finding.asJson());
                });
        return Ending.of(finding);
    }

    private Ending plan(Command.Output output, Optional<Command.FailOn> failOn) throws InterruptedException {
        boolean lockTimeout = !settings.postgres().lockTimeout().isZero();
        Preview preview = new Plan(
                        bundle(),
                        database(),
                        new LazyMigrations(this::migrations),
                        new Linter(lockTimeout),
                        settings.rollout().whenInterrupted())
                .look();
        System.out.println(
                switch (output) {
                    case TEXT -> Printable.lines(preview.asText(), "");
                    case JSON -> Printable.json(preview.asJson());
                });
        return Ending.of(preview, failOn);
    }

    private Bundle bundle() {
        return new BundleReader().read(settings.bundleRoots(), settings.bundleSalt());
    }

    private Outcome empty(Bundle bundle, Consumer<Notice> notices) {
        if (settings.rollout().whenEmpty() == WhenEmpty.SKIP) {
            notices.accept(new Notice.BundleEmpty(bundle.location()));
            return new Outcome.Ready("", 0);
        }
        return nothingInBundle(bundle);
    }

    private static Outcome nothingInBundle(Bundle bundle) {
        return new Outcome.Misfit(
                "there is no file in " + bundle.location() + ", so nothing says what the schema should be",
                "put the migrations there (FLYWAY_LOCATIONS), or set MIGRATOR_WHEN_EMPTY=skip");
    }

    private Pod pod(Bundle bundle, Consumer<Notice> notices) {
        return pod(bundle, settings.rollout(), notices);
    }

    private Pod pod(Bundle bundle, RolloutSettings rollout, Consumer<Notice> notices) {
        return pod(bundle, rollout, notices, database());
    }

    private Pod waiter(Bundle bundle) {
        return pod(bundle, settings.rollout(), announcer, PostgresDatabase.ofReader(settings.postgres(), time, random));
    }

    private Pod pod(Bundle bundle, RolloutSettings rollout, Consumer<Notice> notices, Database database) {
        return new Pod(
                settings.identity(),
                bundle,
                rollout,
                database,
                new LazyMigrations(this::migrations),
                new Candidate.Surroundings(time, random, notices, stop));
    }

    /** For who wants to know how things stand: where PostgreSQL is away, that is the answer. */
    private Database askedBriefly() {
        Duration patience = settings.postgres().databaseTimeout();
        return PostgresDatabase.ofReader(
                settings.postgres()
                        .withDatabaseTimeout(
                                patience.compareTo(A_PERSONS_PATIENCE) < 0 ? patience : A_PERSONS_PATIENCE),
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

    private Migrations migrations() {
        return new UnchangedBundle(
                new FlywayMigrations(
                        settings.flyway(),
                        settings.rollout().whenEmpty(),
                        Assembly::connection,
                        mask,
                        Linter::endsTransaction,
                        Linter::createdIndexes),
                this::bundle);
    }

    private Turns turns(Candidate candidate) {
        return switch (settings.coordination()) {
            case LEASE ->
                new LeaseTurns(
                        candidate, new KubernetesLeases(settings.kubernetes()), settings.timing(), new DaemonThreads());
            case DATABASE -> new FenceTurns(candidate);
        };
    }

    private static DataSource connection(Reading reading) {
        return ((PostgresReading) reading).dataSource();
    }
}
