package io.initmigrator.flyway;

import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.PendingMigrations.PendingScript;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.pattern.ValidatePattern;

/** Flyway's comparison of bundle and history. */
final class MigrationInfoView {

    private final MigrationInfoService info;
    private final List<MigrationInfo> all;
    private final List<MigrationInfo> pending;
    private final List<MigrationInfo> deferred;

    /**
     * Returns whether settings allow the history to hold scripts that the bundle lacks: those of another module, which has its own
     * versions, or Java migrations that the application runs.
     */
    private final boolean shared;

    private final List<ValidatePattern> allowed;

    private final boolean baselining;

    /** @param settings Flyway's */
    MigrationInfoView(MigrationInfoService info, Configuration settings) {
        this.info = info;
        this.shared = JavaMigrations.isMissingIgnored(true, settings);
        this.allowed = List.of(settings.getIgnoreMigrationPatterns());
        this.baselining = settings.isBaselineOnMigrate();
        this.all = Arrays.asList(info.all());
        this.pending = Arrays.asList(info.pending());
        this.deferred = List.of();
    }

    private MigrationInfoView(MigrationInfoView whole, List<MigrationInfo> pending, List<MigrationInfo> deferred) {
        this.info = whole.info;
        this.shared = whole.shared;
        this.allowed = whole.allowed;
        this.baselining = whole.baselining;
        this.all = whole.all;
        this.pending = pending;
        this.deferred = deferred;
    }

    /** Those that run after the rollout; none if no version of the application uses the schema yet. */
    Deferral deferral(Predicate<MigrationInfo> isAfterRollout) {
        Deferral deferral = Deferral.of(pending, isAfterRollout);
        return deferral.equals(Deferral.NONE) || isUnused() ? Deferral.NONE : deferral;
    }

    /** A baseline counts as applied: it stands for a schema that an application uses. */
    private boolean isUnused() {
        return all.stream()
                        .filter(it -> it.getState().isApplied())
                        .allMatch(it -> it.getType() == CoreMigrationType.SCHEMA)
                && (!baselining || schemasAreEmpty());
    }

    /** The same, where {@code later} scripts are not pending but deferred. */
    MigrationInfoView deferring(Set<String> later) {
        return later.isEmpty()
                ? this
                : new MigrationInfoView(
                        this,
                        pending.stream()
                                .filter(script -> !later.contains(script.getScript()))
                                .toList(),
                        pending.stream()
                                .filter(script -> later.contains(script.getScript()))
                                .toList());
    }

    /** The scripts of the bundle. */
    List<MigrationInfo> scripts() {
        return all.stream().filter(it -> it.getState().isResolved()).toList();
    }

    int pending() {
        return pending.size();
    }

    /** Returns whether the history does not record the current text of the script as successful. */
    boolean isOpen(MigrationInfo script) {
        return Stream.concat(
                        pending.stream(),
                        all.stream().filter(it -> it.getState().isFailed()))
                .anyMatch(it -> it.getScript().equals(script.getScript()));
    }

    /**
     * Without the repeatable ones among {@code ran}: one that is pending again when it has just run, such as by {@code
     * ${flyway:timestamp}}, will always be.
     */
    int pendingBut(Set<String> ran) {
        return Math.toIntExact(pending.stream()
                .filter(script -> script.isVersioned() || !ran.contains(script.getScript()))
                .count());
    }

    /** The first one that no transaction protects, where it is not the only one pending. */
    Optional<String> scriptOutsideTransactionAmongOthers(ScriptTransactions transactions) {
        return pending.stream()
                .filter(script -> pending.size() > 1 && !transactions.isAtomic(script))
                .map(MigrationInfo::getScript)
                .findFirst();
    }

    Optional<MigrationInfo> failed() {
        return all.stream().filter(it -> it.getState().isFailed()).findFirst();
    }

    /** Returns whether the schemas were empty before this process created anything in them; Flyway then creates a history. */
    boolean schemasAreEmpty() {
        return info.getInfoResult().allSchemasEmpty;
    }

    /** Returns whether Flyway begins a missing history with a baseline, even if nothing is pending. */
    boolean isBaselinedWithoutHistory() {
        return baselining && !schemasAreEmpty() && !scripts().isEmpty();
    }

    /**
     * Returns whether the history holds versions newer than the bundle, and the bundle none that the history lacks. Then nothing of
     * the bundle is applied: its repeatable scripts are older. In a shared history versions prove nothing.
     */
    boolean isBehindTheHistory() {
        boolean ahead = !shared && aheadOfBundle().findAny().isPresent();
        return ahead && pending.stream().noneMatch(MigrationInfo::isVersioned);
    }

    /** Returns whether the history is ahead of the bundle only by Java migrations that the application runs. */
    boolean isAheadByJavaMigrationsOnly() {
        return shared
                && aheadOfBundle().findAny().isPresent()
                && aheadOfBundle().allMatch(it -> JavaMigrations.isJavaMigration(it.getType()));
    }

    private Stream<MigrationInfo> aheadOfBundle() {
        return all.stream().filter(it -> it.isVersioned() && it.getState() == MigrationState.FUTURE_SUCCESS);
    }

    /** The Java migrations that the history records as done, and the bundle lacks. */
    List<MigrationInfo> missingJavaMigrations() {
        return all.stream()
                .filter(it -> it.getState() == MigrationState.MISSING_SUCCESS
                        || it.getState() == MigrationState.FUTURE_SUCCESS)
                .filter(it -> JavaMigrations.isJavaMigration(it.getType()))
                .toList();
    }

    Optional<MigrationInfo> missingJavaMigration(String version, String description) {
        return missingJavaMigrations().stream()
                .filter(it -> it.getVersion() == null
                        ? version.isEmpty() && it.getDescription().equals(description)
                        : it.getVersion().getVersion().equals(version))
                .findFirst();
    }

    Receipt receipt(
            String bundle, HistoryExtent history, boolean callbacks, Map<SchemaVersion, SchemaVersion> compatibleFrom) {
        return new Receipt(
                bundle,
                text(recordedVersion()),
                text(bundleVersion()),
                history.lastRank(),
                history.rows(),
                isBehindTheHistory(),
                callbacks,
                shared ? module() : "",
                deferred.stream().map(Deferral::asRecorded).toList(),
                compatibleFrom);
    }

    /** Scripts that later bundles of the same module contain too. */
    private String module() {
        return scripts().stream().findFirst().map(MigrationInfo::getScript).orElse("");
    }

    /** How many of {@link #pendingBut} have no version. */
    int repeatableBut(Set<String> ran) {
        return Math.toIntExact(pending.stream()
                .filter(script -> !script.isVersioned() && !ran.contains(script.getScript()))
                .count());
    }

    /** Names of the scripts that {@link #pending} counts. */
    PendingMigrations backlog() {
        PendingMigrations backlog = new PendingMigrations(
                text(bundleVersion()),
                text(recordedVersion()),
                appliedFiles(),
                listed(pending),
                listed(deferred),
                skipped());
        return isBehindTheHistory() ? backlog.withNothingPending() : backlog;
    }

    private static List<PendingScript> listed(List<MigrationInfo> scripts) {
        return scripts.stream().map(MigrationInfoView::pendingScript).toList();
    }

    /** Unless the settings allow it. */
    private int skipped() {
        return Math.toIntExact(all.stream()
                .filter(it -> it.getState() == MigrationState.IGNORED)
                .filter(it -> allowed.stream()
                        .noneMatch(pattern -> pattern.matchesMigration(it.isVersioned(), it.getState())))
                .count());
    }

    /** Scripts below the baseline were applied before the history was created. */
    private List<String> appliedFiles() {
        return scripts().stream()
                .filter(it -> it.getState().isApplied() || it.getState() == MigrationState.BELOW_BASELINE)
                .map(MigrationInfo::getPhysicalLocation)
                .filter(Objects::nonNull)
                .toList();
    }

    private static PendingScript pendingScript(MigrationInfo script) {
        return new PendingScript(
                script.getScript(),
                script.getVersion() == null ? null : script.getVersion().getVersion(),
                Objects.requireNonNullElse(script.getPhysicalLocation(), ""),
                ScriptTransactions.wouldRunIn(script));
    }

    private Optional<MigrationVersion> recordedVersion() {
        return Optional.ofNullable(info.current()).map(MigrationInfo::getVersion);
    }

    private Optional<MigrationVersion> bundleVersion() {
        return versioned(scripts())
                .filter(it -> it.getState() != MigrationState.ABOVE_TARGET)
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo);
    }

    private static Stream<MigrationInfo> versioned(List<MigrationInfo> scripts) {
        return scripts.stream().filter(MigrationInfo::isVersioned);
    }

    private static String text(Optional<MigrationVersion> version) {
        return version.map(MigrationVersion::getVersion).orElse("");
    }
}
