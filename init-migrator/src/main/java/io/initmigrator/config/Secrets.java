package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Secret values known so far; a rotated password is added when it is read. */
final class Secrets implements Supplier<Set<String>> {

    private final Set<String> values = ConcurrentHashMap.newKeySet();

    void add(String value) {
        if (!value.isBlank()) {
            values.add(value);
        }
    }

    void addAll(Credentials credentials) {
        credentials.user().ifPresent(this::addPasswordIn);
        credentials.password().map(Secret::reveal).ifPresent(this::add);
        credentials.sslPassword().map(Secret::reveal).ifPresent(this::add);
    }

    /** The user may have been set to a whole login. */
    private void addPasswordIn(String user) {
        add(user.substring(user.indexOf(':') < 0 ? user.length() : user.indexOf(':') + 1));
    }

    @Override
    public Set<String> get() {
        return Set.copyOf(values);
    }

    @Override
    public String toString() {
        return values.size() + " masked";
    }
}
