package io.initmigrator.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validates the list of hosts and ports of a URL. Messages show no host, which may be a misplaced password. */
final class Hosts {

    private static final Pattern SHAPE = Pattern.compile("(HOST(:\\d{1,5})?)(,HOST(:\\d{1,5})?)*"
            .replace("HOST", "(\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?]|[A-Za-z0-9._-]+)"));
    private static final Pattern PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*):(?<port>.*)");
    private static final int HIGHEST_PORT = 65_535;

    static final String PORT_REMEDY = "use a number from 1 to " + HIGHEST_PORT;

    private Hosts() {}

    /** @param remedy for an invalid host */
    static void check(String hosts, String remedy) throws InvalidValueException {
        for (String host : hosts.split(",", -1)) {
            Matcher matcher = PORT.matcher(host);
            if (matcher.matches() && !isPort(matcher.group("port"))) {
                throw new InvalidValueException("has an invalid port", PORT_REMEDY);
            }
        }
        if (!SHAPE.matcher(hosts).matches()) {
            throw new InvalidValueException("has a missing or invalid host", remedy);
        }
    }

    static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= HIGHEST_PORT;
    }
}
