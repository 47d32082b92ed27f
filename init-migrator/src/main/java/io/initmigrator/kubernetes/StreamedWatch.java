package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.initmigrator.election.LeaseEvent;
import io.initmigrator.election.LeaseEvent.Changed;
import io.initmigrator.election.LeaseEvent.Deleted;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseEvent.TimedOut;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.kubernetes.ApiClient.Stream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A watch as the API server streams it: one JSON object a line, until either side ends it.
 *
 * <p>Never reopens itself. After it ends (server timeout, 410 Gone, 403 Forbidden, broken or silent connection), {@link #await}
 * returns the pending events, then always the end. If watching is forbidden it ends immediately, and the caller can poll.
 */
final class StreamedWatch implements LeaseWatch {

    private final LeaseAddress lease;
    private final BlockingQueue<LeaseEvent> events = new LinkedBlockingQueue<>();
    private final Lines lines = new Lines();
    private final Stream stream;
    private volatile int code;

    private StreamedWatch(ApiClient client, LeaseAddress lease, String resourceVersion) {
        this.lease = lease;
        this.stream = client.stream(lease.watchPath(resourceVersion), this::received);
    }

    static StreamedWatch open(ApiClient client, LeaseAddress lease, String resourceVersion) {
        var watch = new StreamedWatch(client, lease, resourceVersion);
        var _ = watch.stream.response().thenCompose(watch::consume).whenComplete((_, problem) -> watch.ended(problem));
        return watch;
    }

    @Override
    public LeaseEvent await(Duration limit) throws InterruptedException {
        LeaseEvent event = events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (event instanceof Ended) {
            events.add(event);
        }
        return event == null ? new TimedOut() : event;
    }

    @Override
    public void close() {
        stream.call().cancel();
        stream.call().close();
    }

    private CompletableFuture<Void> consume(HttpResponse<AsyncBody> answer) {
        code = answer.code();
        answer.body().consume();
        return answer.body().done();
    }

    private void received(List<ByteBuffer> pieces, AsyncBody body) {
        for (ByteBuffer piece : pieces) {
            lines.add(piece);
        }
        if (lines.isTooLong()) {
            events.add(new Ended("an event of more than " + (CancellableOkHttp.MAX_RESPONSE_BYTES >> 20) + " MiB"));
            close();
            return;
        }
        if (HttpResponse.isSuccessful(code)) {
            lines.takeComplete().forEach(this::toEvent);
        }
        body.consume();
    }

    private void toEvent(String line) {
        JsonNode event = Json.parse(line);
        JsonNode object = event.path("object");
        switch (event.path("type").asText()) {
            case "ADDED", "MODIFIED" -> offer(object, changed(LeaseJson.read(object)));
            case "DELETED" -> offer(object, new Deleted());
            case "ERROR" -> events.add(new Ended(describe(object.path("code").asInt(), object.toString())));
            default -> {} // a bookmark, or a type added by a later API server
        }
    }

    /** An object without a version does not come from the API server. */
    private static LeaseEvent changed(LeaseRecord record) {
        return record.resourceVersion().isEmpty() ? new Ended("a Lease without a version") : new Changed(record);
    }

    private void offer(JsonNode object, LeaseEvent event) {
        if (lease.name().equals(Json.text(object.path("metadata"), "name"))) {
            events.add(event);
        }
    }

    private void ended(@Nullable Throwable problem) {
        if (code != 0 && !HttpResponse.isSuccessful(code)) {
            events.add(new Ended(describe(code, lines.rest())));
        } else {
            events.add(new Ended(
                    problem == null ? "closed by the API server" : ApiErrors.firstLine(ApiErrors.unwrapped(problem))));
        }
    }

    private String describe(int status, String body) {
        return ApiErrors.describe(
                "watch", lease, new Answer(status, stream.call().withoutCredentials(body), null));
    }

    /** Decodes lines from chunks that may split a character. */
    private static final class Lines {

        private byte[] bytes = {};

        void add(ByteBuffer piece) {
            byte[] longer = new byte[bytes.length + piece.remaining()];
            System.arraycopy(bytes, 0, longer, 0, bytes.length);
            piece.get(longer, bytes.length, piece.remaining());
            bytes = longer;
        }

        List<String> takeComplete() {
            String text = new String(bytes, 0, endOfLastLine(), StandardCharsets.UTF_8);
            bytes = Arrays.copyOfRange(bytes, endOfLastLine(), bytes.length);
            return text.lines().filter(line -> !line.isBlank()).toList();
        }

        boolean isTooLong() {
            return bytes.length > CancellableOkHttp.MAX_RESPONSE_BYTES;
        }

        String rest() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private int endOfLastLine() {
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return end;
        }
    }
}
