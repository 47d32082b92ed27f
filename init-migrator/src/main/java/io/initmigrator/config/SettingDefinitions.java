package io.initmigrator.config;

import static io.initmigrator.config.ValueParser.DURATION;
import static io.initmigrator.config.ValueParser.FLAG;
import static io.initmigrator.config.ValueParser.LABEL;
import static io.initmigrator.config.ValueParser.NAMESPACE;
import static io.initmigrator.config.ValueParser.OBJECT_NAME;
import static io.initmigrator.config.ValueParser.PATH;
import static io.initmigrator.config.ValueParser.PORT;
import static io.initmigrator.config.ValueParser.POSITIVE_DURATION;
import static io.initmigrator.config.ValueParser.TEXT;
import static io.initmigrator.config.ValueParser.WORKLOAD;

import io.initmigrator.fence.AppRole.WhenUngranted;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.logging.LogSettings.Format;
import io.initmigrator.logging.LogSettings.Level;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All {@code MIGRATOR_*} variables: name, parser, default. */
final class SettingDefinitions {

    /** Value of {@code MIGRATOR_COORDINATION}, resolved to a {@link CoordinationMode}. */
    enum CoordinationSetting {
        AUTO,
        LEASE,
        DATABASE
    }

    static final Setting<CoordinationSetting> COORDINATION = new Setting<>(
            "MIGRATOR_COORDINATION", ValueParser.oneOf(CoordinationSetting.class), CoordinationSetting.AUTO);
    static final Setting<String> LEASE_NAME = new Setting<>("MIGRATOR_LEASE_NAME", OBJECT_NAME, "init-migrator");
    static final Setting<Optional<String>> LEASE_NAMESPACE =
            new Setting<>("MIGRATOR_LEASE_NAMESPACE", NAMESPACE.optional(), Optional.empty());
    static final Setting<Duration> LEASE_DURATION =
            new Setting<>("MIGRATOR_LEASE_DURATION", DURATION, Duration.ofSeconds(15));
    static final Setting<Optional<String>> IDENTITY =
            new Setting<>("MIGRATOR_IDENTITY", TEXT.optional(), Optional.empty());
    static final Setting<Optional<String>> REVISION =
            new Setting<>("MIGRATOR_REVISION", LABEL.optional(), Optional.empty());
    static final Setting<Duration> TIMEOUT = new Setting<>("MIGRATOR_TIMEOUT", DURATION, Duration.ofMinutes(10));
    static final Setting<Duration> DATABASE_TIMEOUT =
            new Setting<>("MIGRATOR_DATABASE_TIMEOUT", DURATION, Duration.ofSeconds(60));
    static final Setting<WhenAhead> WHEN_AHEAD =
            new Setting<>("MIGRATOR_WHEN_AHEAD", ValueParser.oneOf(WhenAhead.class), WhenAhead.START);
    static final Setting<WhenEmpty> WHEN_EMPTY =
            new Setting<>("MIGRATOR_WHEN_EMPTY", ValueParser.oneOf(WhenEmpty.class), WhenEmpty.FAIL);
    static final Setting<WhenInterrupted> WHEN_INTERRUPTED =
            new Setting<>("MIGRATOR_WHEN_INTERRUPTED", ValueParser.oneOf(WhenInterrupted.class), WhenInterrupted.FAIL);
    static final Setting<Optional<String>> ROLLOUT =
            new Setting<>("MIGRATOR_ROLLOUT", WORKLOAD.optional(), Optional.empty());
    static final Setting<WhenNotDeferrable> WHEN_NOT_DEFERRABLE = new Setting<>(
            "MIGRATOR_WHEN_NOT_DEFERRABLE", ValueParser.oneOf(WhenNotDeferrable.class), WhenNotDeferrable.WARN);
    static final Setting<Duration> LOCK_TIMEOUT =
            new Setting<>("MIGRATOR_LOCK_TIMEOUT", DURATION, Duration.ofSeconds(5));
    static final Setting<Duration> LOCK_RETRY_FOR =
            new Setting<>("MIGRATOR_LOCK_RETRY_FOR", DURATION, Duration.ofMinutes(5));
    static final Setting<Duration> STATEMENT_TIMEOUT =
            new Setting<>("MIGRATOR_STATEMENT_TIMEOUT", DURATION, Duration.ZERO);
    static final Setting<Optional<String>> SET_ROLE =
            new Setting<>("MIGRATOR_SET_ROLE", TEXT.optional(), Optional.empty());
    static final Setting<Optional<String>> APP_ROLE =
            new Setting<>("MIGRATOR_APP_ROLE", TEXT.optional(), Optional.empty());
    static final Setting<WhenUngranted> WHEN_UNGRANTED =
            new Setting<>("MIGRATOR_WHEN_UNGRANTED", ValueParser.oneOf(WhenUngranted.class), WhenUngranted.WARN);
    static final Setting<Duration> FAILURE_BACKOFF =
            new Setting<>("MIGRATOR_FAILURE_BACKOFF", POSITIVE_DURATION, Duration.ofSeconds(30));
    static final Setting<Boolean> EVENTS = new Setting<>("MIGRATOR_EVENTS", FLAG, true);
    static final Setting<Format> LOG_FORMAT =
            new Setting<>("MIGRATOR_LOG_FORMAT", ValueParser.oneOf(Format.class), LogSettings.DEFAULT.format());
    static final Setting<Level> LOG_LEVEL =
            new Setting<>("MIGRATOR_LOG_LEVEL", ValueParser.oneOf(Level.class), LogSettings.DEFAULT.level());
    static final Setting<Path> TERMINATION_LOG =
            new Setting<>("MIGRATOR_TERMINATION_LOG", PATH, LogSettings.DEFAULT.terminationLog());
    static final Setting<Integer> HTTP_PORT = new Setting<>("MIGRATOR_HTTP_PORT", PORT, 8080);
    static final Setting<Integer> HEALTH_PORT = new Setting<>("MIGRATOR_HEALTH_PORT", PORT, 8081);
    static final Setting<Optional<Path>> MAINTENANCE_PAGE =
            new Setting<>("MIGRATOR_MAINTENANCE_PAGE", PATH.optional(), Optional.empty());

    /** A secret. Checked by {@link TelemetryVariables}, which a start without it does not need. */
    static final Setting<Optional<String>> WEBHOOK_URL =
            new Setting<>("MIGRATOR_WEBHOOK_URL", TEXT.optional(), Optional.empty());

    static final List<Setting<?>> ALL = List.of(
            COORDINATION,
            LEASE_NAME,
            LEASE_NAMESPACE,
            LEASE_DURATION,
            IDENTITY,
            REVISION,
            TIMEOUT,
            DATABASE_TIMEOUT,
            WHEN_AHEAD,
            WHEN_EMPTY,
            WHEN_INTERRUPTED,
            ROLLOUT,
            WHEN_NOT_DEFERRABLE,
            LOCK_TIMEOUT,
            LOCK_RETRY_FOR,
            STATEMENT_TIMEOUT,
            SET_ROLE,
            APP_ROLE,
            WHEN_UNGRANTED,
            FAILURE_BACKOFF,
            EVENTS,
            LOG_FORMAT,
            LOG_LEVEL,
            TERMINATION_LOG,
            HTTP_PORT,
            HEALTH_PORT,
            MAINTENANCE_PAGE,
            WEBHOOK_URL);

    private SettingDefinitions() {}
}
