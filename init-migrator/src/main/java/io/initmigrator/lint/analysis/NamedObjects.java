package io.initmigrator.lint.analysis;

import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Objects by name. Of several that match, one with exactly that name is found first, then the one that came last. */
final class NamedObjects<T extends NamedObject> {

    private final Map<String, List<T>> byLocalName = new HashMap<>();

    @Nullable
    T find(QualifiedName name) {
        T match = null;
        for (T each : byLocalName.getOrDefault(name.local(), List.of())) {
            if (each.name().equals(name)) {
                return each;
            }
            if (match == null && each.name().matches(name)) {
                match = each;
            }
        }
        return match;
    }

    @Nullable
    T findIn(String schema, String name) {
        for (T each : byLocalName.getOrDefault(name, List.of())) {
            if (each.name().schema().equals(schema)) {
                return each;
            }
        }
        return null;
    }

    void add(T object) {
        byLocalName
                .computeIfAbsent(object.name().local(), name -> new ArrayList<>())
                .addFirst(object);
    }

    void remove(T object) {
        List<T> same = byLocalName.get(object.name().local());
        if (same != null) {
            same.remove(object);
        }
    }

    void removeIf(Predicate<T> condition) {
        byLocalName.values().forEach(objects -> objects.removeIf(condition));
    }

    Stream<T> stream() {
        return byLocalName.values().stream().flatMap(List::stream);
    }
}
