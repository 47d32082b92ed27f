package io.initmigrator.lint.rules;

import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.report.Rule;
import java.util.Locale;
import java.util.Set;

/** Checks the parameters that a script sets: pgjdbc closes the connection at some values. */
final class SettingChecks {

    private static final Set<String> UTF8 = Set.of("", "utf8", "utf-8", "unicode");

    private SettingChecks() {}

    static void check(Ddl command, Findings findings) {
        if (command instanceof Ddl.SetParameter(String name, String value)) {
            String expected = expected(name, value.toLowerCase(Locale.ROOT));
            if (!expected.isEmpty()) {
                findings.add(
                        Rule.REJECTED_SETTING,
                        "the PostgreSQL driver closes the connection when " + name + " becomes " + value,
                        "remove it: the driver needs " + name + " to be " + expected);
            }
        }
    }

    /** The value that the driver needs; empty if it takes {@code value}. */
    private static String expected(String name, String value) {
        return switch (name) {
            case "client_encoding" -> UTF8.contains(value) ? "" : "UTF8";
            case "datestyle" -> value.isEmpty() || value.startsWith("iso") || isOrder(value) ? "" : "ISO";
            default -> "";
        };
    }

    /** {@code DMY} changes how dates are read, not how they are written. */
    private static boolean isOrder(String value) {
        return Set.of("dmy", "mdy", "ymd", "euro", "european", "us", "noneuro", "noneuropean", "default")
                .contains(value);
    }
}
