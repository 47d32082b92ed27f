package io.initmigrator.telemetry;

import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutEvent.BundleRefused;
import io.initmigrator.event.RolloutEvent.MigrationFailed;
import io.initmigrator.event.RolloutEvent.MigrationSucceeded;
import io.initmigrator.time.Time;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Posts a JSON document when this process's migration succeeds, fails, or is refused for the first time. */
final class Webhook {

    private final URI address;
    private final WebhookJson json;
    private final Time time;
    private final List<HttpPost> posts = new ArrayList<>();

    Webhook(URI address, WebhookJson json, Time time) {
        this.address = address;
        this.json = json;
        this.time = time;
    }

    void accept(RolloutEvent event) {
        switch (event) {
            case MigrationSucceeded success -> post(json.of(success, time.wallClock()));
            case MigrationFailed failed -> post(json.of(failed, time.wallClock()));
            case BundleRefused refused -> post(json.of(refused, time.wallClock()));
            default -> {
                // Of no interest to a receiver.
            }
        }
    }

    void await() {
        posts.forEach(HttpPost::await);
    }

    private void post(String document) {
        posts.add(HttpPost.start("Webhook not delivered", address, Map.of(), document));
    }
}
