package io.initmigrator.command;

import io.initmigrator.election.MigrationMonitor;
import io.initmigrator.http.MaintenancePage;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the application while a migration runs: its page answers every request with 503, and it is ready as long as the
 * Lease says so. Probes have a port of their own, because every path of the other belongs to the application.
 */
public final class MaintenanceCommand {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceCommand.class);

    private final MigrationMonitor monitor;
    private final MaintenancePage page;

    /** @param page what is told to whom */
    public MaintenanceCommand(MigrationMonitor monitor, MaintenancePage page) {
        this.monitor = monitor;
        this.page = page;
    }

    /** Follows the Lease until somebody ends this. */
    public void awaitShutdown() {
        try {
            monitor.run();
        } catch (InterruptedException stopped) {
            LOG.info("Stopped by SIGTERM or another signal");
        }
    }

    /** What the application's clients are told. */
    public Response handlePage(Request request) {
        return page.response(request.accept());
    }

    /** What a probe is told. */
    public Response handleProbe(Request request) {
        if (!request.isRead()) {
            return Response.readOnly();
        }
        return switch (request.path()) {
            case "/livez" -> Response.ok("alive");
            case "/startupz" ->
                monitor.isKnown() ? Response.ok("started") : Response.unavailable("the Lease is not read yet");
            case "/readyz" ->
                monitor.isMigrationRunning()
                        ? Response.ok("a migration runs")
                        : Response.unavailable("no migration runs");
            default -> Response.notFound("/startupz, /readyz and /livez are here");
        };
    }
}
