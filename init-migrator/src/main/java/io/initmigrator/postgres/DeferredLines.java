package io.initmigrator.postgres;

import io.initmigrator.schema.DeferredScript;
import java.util.List;
import java.util.stream.Collectors;

/** The deferred scripts of a receipt as a column: for each a line with its checksum and its name. */
final class DeferredLines {

    private DeferredLines() {}

    static String of(List<DeferredScript> scripts) {
        return scripts.stream()
                .map(script -> script.checksum() + " " + script.script())
                .collect(Collectors.joining("\n"));
    }

    static List<DeferredScript> read(String lines) {
        return lines.lines().map(DeferredLines::script).toList();
    }

    private static DeferredScript script(String line) {
        int space = line.indexOf(' ');
        return new DeferredScript(line.substring(space + 1), Integer.parseInt(line, 0, space, 10));
    }
}
