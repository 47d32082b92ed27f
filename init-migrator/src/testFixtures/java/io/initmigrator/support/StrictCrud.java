package io.initmigrator.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Corrects fabric8's mock API server in CRUD mode where the real server is stricter.
 *
 * <p>The mock stores the objects of every kind. Its differences from the real server, which are corrected here: it stores a null in a merge
 * patch instead of removing the field; accepts a write without a resource version; allows a Lease duration of zero seconds and times of any
 * form; sends 404 without a Status; answers a patch with 202; reports a deletion with the version of the last write; ignores the version at
 * which a watch should begin, never lets a watch expire, and supports watches over WebSocket only.
 */
final class StrictCrud extends KubernetesCrudDispatcher {

    /** Holds status code and body. */
    record Answer(int code, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MICRO_TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}(Z|[+-]\\d\\d:\\d\\d)";

    private static final int MOST_ANNOTATION_BYTES = 256 * 1024;

    private final WatchLog log;

    StrictCrud(WatchLog log) {
        this.log = log;
    }

    /** Carries out any request but a watch; one at a time, like an etcd transaction. */
    synchronized Answer answer(String method, String path, String contentType, String body) {
        try {
            return switch (method) {
                case "POST" -> created(path, body);
                case "PUT" -> replaced(path, current(path), parsed(body));
                case "PATCH" -> patched(path, contentType, body);
                case "GET" -> plain(method, path, "");
                case "DELETE" -> deleted(path);
                default -> status(405, "MethodNotAllowed", method);
            };
        } catch (JsonProcessingException e) {
            return status(400, "BadRequest", String.valueOf(e.getOriginalMessage()));
        }
    }

    static Answer status(int code, String reason, String message) {
        var json = JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure");
        return new Answer(
                code,
                json.put("message", message)
                        .put("reason", reason)
                        .put("code", code)
                        .toString());
    }

    private Answer created(String path, String body) throws JsonProcessingException {
        JsonNode object = parsed(body);
        if (!object.path("metadata").path("resourceVersion").asText().isEmpty()) {
            return status(400, "BadRequest", "resourceVersion should not be set on objects to be created");
        }
        Answer invalid = invalid(object);
        return invalid == null ? logged("ADDED", path, plain("POST", path, body)) : invalid;
    }

    private Answer patched(String path, String contentType, String body) throws JsonProcessingException {
        if (!contentType.startsWith("application/merge-patch+json")) {
            return status(415, "UnsupportedMediaType", contentType + " is not supported here");
        }
        JsonNode before = current(path);
        return before == null ? notFound(path) : replaced(path, before, merged(before, parsed(body)));
    }

    private Answer replaced(String path, @Nullable JsonNode before, JsonNode after) throws JsonProcessingException {
        if (before == null) {
            return notFound(path);
        }
        String version = after.path("metadata").path("resourceVersion").asText();
        if (version.isEmpty()) {
            return status(422, "Invalid", "metadata.resourceVersion: must be specified for an update");
        }
        if (!version.equals(before.path("metadata").path("resourceVersion").asText())) {
            return status(
                    409, "Conflict", "the object has been modified; please apply your changes to the latest version");
        }
        Answer invalid = invalid(after);
        return invalid == null ? logged("MODIFIED", path, plain("PUT", path, after.toString())) : invalid;
    }

    private Answer deleted(String path) throws JsonProcessingException {
        JsonNode object = current(path);
        Answer answer = plain("DELETE", path, "");
        if (object != null && answer.code() == 200) {
            ((ObjectNode) object.path("metadata")).put("resourceVersion", String.valueOf(requestResourceVersion()));
            log.add("DELETED", path, object);
        }
        return answer;
    }

    private Answer logged(String event, String path, Answer answer) throws JsonProcessingException {
        if (answer.code() == 200 || answer.code() == 201) {
            log.add(event, path, parsed(answer.body()));
        }
        return answer;
    }

    private Answer plain(String method, String path, String body) {
        MockResponse response = dispatch(new RecordedRequest(
                "HTTP/1.1",
                HttpMethod.valueOf(method),
                path,
                Headers.builder().add("Content-Type", "application/json").build(),
                new Buffer().writeUtf8(body)));
        if (response.code() == 404) {
            return notFound(path);
        }
        return new Answer(
                response.code(),
                response.getBody() == null ? "{}" : response.getBody().readUtf8());
    }

    private @Nullable JsonNode current(String path) throws JsonProcessingException {
        Map.Entry<AttributeSet, String> found = findResource(getKey(path));
        return found == null ? null : parsed(found.getValue());
    }

    /** Returns the API server's error for an invalid Lease; null for a valid one. */
    private static @Nullable Answer invalid(JsonNode object) {
        JsonNode spec = object.path("spec");
        if (!object.path("kind").asText().equals("Lease")) {
            return null;
        }
        JsonNode seconds = spec.path("leaseDurationSeconds");
        if (!seconds.isMissingNode() && !seconds.isNull() && seconds.asInt() <= 0) {
            return status(422, "Invalid", "spec.leaseDurationSeconds: must be greater than 0");
        }
        JsonNode transitions = spec.path("leaseTransitions");
        if (transitions.isNumber() && !transitions.canConvertToInt()) {
            return status(400, "BadRequest", "spec.leaseTransitions: " + transitions + " is no int32");
        }
        if (transitions.asInt() < 0) {
            return status(422, "Invalid", "spec.leaseTransitions: must be greater than or equal to 0");
        }
        if (!seconds.isMissingNode() && !seconds.isNull() && !seconds.canConvertToInt()) {
            return status(400, "BadRequest", "spec.leaseDurationSeconds: " + seconds + " is no int32");
        }
        if (sizeOf(object.path("metadata").path("annotations")) > MOST_ANNOTATION_BYTES) {
            return status(422, "Invalid", "metadata.annotations: Too long: may not be more than 262144 bytes");
        }
        for (String time : new String[] {"acquireTime", "renewTime"}) {
            JsonNode value = spec.path(time);
            if (value.isTextual() && !value.asText().matches(MICRO_TIME)) {
                return status(400, "BadRequest", "spec." + time + ": " + value + " is no MicroTime");
            }
        }
        return null;
    }

    private static int sizeOf(JsonNode annotations) {
        return annotations.properties().stream()
                .mapToInt(entry -> (entry.getKey() + entry.getValue().asText()).getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** Applies a merge patch (RFC 7386). */
    private static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target.isObject() ? target.deepCopy() : JSON.createObjectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), merged(result.path(field.getKey()), field.getValue()));
            }
        });
        return result;
    }

    private static Answer notFound(String path) {
        return status(404, "NotFound", path + " not found");
    }

    private static JsonNode parsed(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }
}
