package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.StoppedException;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.http.Server;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the native sidecar: migrates, then serves probes and metrics, and runs deferred scripts, until the process is stopped. */
public final class GuardCommand {

    private static final Logger LOG = LoggerFactory.getLogger(GuardCommand.class);

    private final MigrateCommand migrate;
    private final GuardEndpoints endpoints;
    private final HttpSettings http;
    private final Optional<DeferredRunner> deferred;

    /** @param deferred runs the deferred scripts once the application may start; absent if somebody else does */
    public GuardCommand(
            MigrateCommand migrate, GuardEndpoints endpoints, HttpSettings http, Optional<DeferredRunner> deferred) {
        this.migrate = migrate;
        this.endpoints = endpoints;
        this.http = http;
        this.deferred = deferred;
    }

    public Outcome run() throws InterruptedException {
        try (Server server = Server.on(http.port())) {
            server.serve(endpoints::handle);
            Outcome outcome = migrate.run();
            if (outcome instanceof Outcome.Ready ready) {
                endpoints.started(ready);
                LOG.info("Schema is current; serving probes and metrics");
                serveUntilShutdown();
            }
            return outcome;
        }
    }

    private void serveUntilShutdown() {
        try {
            if (deferred.isPresent()) {
                deferred.get().run();
            }
            new CountDownLatch(1).await();
        } catch (StoppedException stopped) {
            LOG.atWarn().addKeyValue("consequence", stopped.getMessage()).log("Terminated by a signal");
        } catch (InterruptedException stopped) {
            LOG.info("Terminated by a signal");
        }
    }
}
