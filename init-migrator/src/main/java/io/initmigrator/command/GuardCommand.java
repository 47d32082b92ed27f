package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.http.Server;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the native sidecar: migrates, then serves probes and metrics until the process is stopped. */
public final class GuardCommand {

    private static final Logger LOG = LoggerFactory.getLogger(GuardCommand.class);

    private final MigrateCommand migrate;
    private final GuardEndpoints endpoints;
    private final HttpSettings http;

    public GuardCommand(MigrateCommand migrate, GuardEndpoints endpoints, HttpSettings http) {
        this.migrate = migrate;
        this.endpoints = endpoints;
        this.http = http;
    }

    public Outcome run() throws InterruptedException {
        try (Server server = Server.on(http.port())) {
            server.serve(endpoints::handle);
            Outcome outcome = migrate.run();
            if (outcome instanceof Outcome.Ready ready) {
                endpoints.started(ready);
                LOG.info("Schema is current; serving probes and metrics");
                awaitShutdown();
            }
            return outcome;
        }
    }

    private static void awaitShutdown() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            LOG.info("Terminated by a signal");
        }
    }
}
