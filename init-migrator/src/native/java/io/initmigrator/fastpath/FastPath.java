package io.initmigrator.fastpath;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.application.ProcessRun;
import io.initmigrator.application.RunReport;
import io.initmigrator.application.SchemaComponents;
import io.initmigrator.config.Command;
import io.initmigrator.config.Invocation;
import io.initmigrator.config.Settings;
import io.initmigrator.core.Identity;
import io.initmigrator.core.StopSignal;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.logging.HeldBackLog;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.logging.RolloutLogger;
import io.initmigrator.logging.SecretMasker;
import io.initmigrator.rollout.SchemaCheck;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.SystemTime;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Answers {@code migrate} and {@code wait} if there is nothing to do; otherwise becomes the JVM, which does and says everything. */
public final class FastPath implements ProcessRun {

    /** By which the JVM is given options that this process does not know. */
    private static final List<String> JVM_OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final JvmCommand jvm;
    private final Map<String, String> environment;
    private final StopSignal stopSignal;

    /** @param jvm what this process becomes */
    public FastPath(JvmCommand jvm, Map<String, String> environment, StopSignal stopSignal) {
        this.jvm = jvm;
        this.environment = environment;
        this.stopSignal = stopSignal;
    }

    @Override
    public ExitStatus end() {
        Optional<ExitStatus> answer = answer();
        if (answer.isPresent()) {
            return answer.get();
        }
        String failure = jvm.exec();
        System.err.println("init-migrator: " + failure);
        return new ExitStatus(ExitCode.INTERNAL_ERROR, failure);
    }

    /** Empty if the JVM is to answer. */
    private Optional<ExitStatus> answer() {
        if (JVM_OPTIONS.stream().anyMatch(environment::containsKey)) {
            return Optional.empty();
        }
        try {
            Invocation invocation = Invocation.read(jvm.arguments(), environment, Identity.newNonce());
            return invocation instanceof Invocation.Run(Command command, Settings settings)
                            && isSupported(command, settings)
                    ? answer(command, settings)
                    : Optional.empty();
        } catch (Throwable exception) {
            // Such as invalid settings; the JVM finds it again, and reports it.
            return Optional.empty();
        }
    }

    private static boolean isSupported(Command command, Settings settings) {
        boolean comparesBundle = command instanceof Command.Migrate
                || (command instanceof Command.Wait wait && wait.version().isEmpty());
        boolean isDetailed = switch (settings.report().level()) {
            case ERROR, WARN, INFO -> false;
            case DEBUG, TRACE -> true;
        };
        return comparesBundle && !isDetailed && settings.telemetry().isEmpty();
    }

    private Optional<ExitStatus> answer(Command command, Settings settings) {
        SecretMasker masker = new SecretMasker(settings.secrets());
        LogSettings log = settings.report();
        HeldBackLog lines = HeldBackLog.start(log, masker);
        Optional<ExitStatus> answer = answer(command, settings, new RunReport(log, masker));
        if (answer.isPresent()) {
            lines.release();
        }
        return answer;
    }

    private Optional<ExitStatus> answer(Command command, Settings settings, RunReport report) {
        try {
            RunReport.warnOfIgnored(settings);
            Optional<ExitStatus> answer = check(command, settings);
            if (answer.isEmpty() && stopSignal.isRequested()) {
                throw new InterruptedException();
            }
            return answer;
        } catch (Throwable exception) {
            return stopSignal.isRequested() ? Optional.of(report.failed(exception)) : Optional.empty();
        }
    }

    private static Optional<ExitStatus> check(Command command, Settings settings) throws InterruptedException {
        SchemaComponents schema = new SchemaComponents(settings, new OneAttemptTime(), ThreadLocalRandom.current());
        Bundle bundle = schema.bundle();
        SchemaCheck check = new SchemaCheck(schema.database(), bundle, settings.rollout(), new RolloutLogger());
        if (bundle.isEmpty()) {
            return Optional.empty();
        }
        SchemaSnapshot snapshot = read(command, schema, bundle);
        return check.isComplete(snapshot) ? check.evaluate(snapshot).map(ExitStatus::of) : Optional.empty();
    }

    /** By the session that the command would use. */
    private static SchemaSnapshot read(Command command, SchemaComponents schema, Bundle bundle)
            throws InterruptedException {
        if (command instanceof Command.Migrate) {
            return schema.database().readSnapshot(bundle);
        }
        try (ReadOnlySession session = schema.databaseOfReader().read()) {
            return session.readSnapshot(bundle);
        }
    }

    /** Fails instead of sleeping before a further attempt: the JVM waits, and says what for. */
    private static final class OneAttemptTime implements Time {

        private final Time time = new SystemTime();

        @Override
        public Duration elapsed() {
            return time.elapsed();
        }

        @Override
        public Instant wallClock() {
            return time.wallClock();
        }

        @Override
        public void sleep(Duration duration) {
            throw new IllegalStateException("one attempt only");
        }
    }
}
