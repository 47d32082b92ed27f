package io.initmigrator.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Detects variables that the kubelet sets for a Service named {@code migrator}, {@code flyway} or {@code migrator-something},
 * which are not settings.
 */
final class ServiceLinks {

    private static final Pattern NAME = Pattern.compile("(MIGRATOR|FLYWAY)(_[A-Z0-9_]+?)??_"
            + "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern PORT_NAME = Pattern.compile("(MIGRATOR|FLYWAY)(_[A-Z0-9_]+)?_PORT");
    private static final Pattern PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final String PORT = "_PORT";

    private ServiceLinks() {}

    static boolean isOne(String name, String value) {
        if (name.startsWith("FLYWAY_PLACEHOLDERS_") || name.startsWith(JdbcProperties.PREFIX)) {
            return false;
        }
        boolean isPort =
                PORT_NAME.matcher(name).matches() && PORT_VALUE.matcher(value).matches();
        return isPort || NAME.matcher(name).matches();
    }

    /** True if a name that is also a setting comes from a Service, as {@code MIGRATOR_HTTP_PORT} of {@code migrator-http}. */
    static boolean isOneOfOurNames(String name, Map<String, String> environment) {
        return name.endsWith(PORT)
                && isOne(name, environment.getOrDefault(name, ""))
                && environment.containsKey(name.substring(0, name.length() - PORT.length()) + "_SERVICE_HOST");
    }
}
