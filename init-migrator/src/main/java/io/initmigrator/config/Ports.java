package io.initmigrator.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports in a list of hosts, as both kinds of URL have it. */
final class Ports {

    private static final Pattern PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*):(?<port>.*)");
    private static final int HIGHEST = 65_535;

    static final String REMEDY = "write a number from 1 to " + HIGHEST;

    private Ports() {}

    /** The driver would only say that the URL is none of its own. */
    static void check(String hosts) throws UnusableException {
        for (String host : hosts.split(",", -1)) {
            Matcher matcher = PORT.matcher(host);
            if (matcher.matches() && !isPort(matcher.group("port"))) {
                // Not shown: it may be a password that was written after its user.
                throw new UnusableException("has a port that is none", REMEDY);
            }
        }
    }

    static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= HIGHEST;
    }
}
