package io.initmigrator.postgres;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses that providers and operators give their transaction poolers, and PostgreSQL beside them. */
final class PoolerAddress {

    /**
     * One of them.
     *
     * @param address of the pooler, as {@code host:port}
     * @param direct the other one, with the groups of the pattern
     */
    private record Known(Pattern address, String direct) {

        Known(String address, String direct) {
            this(Pattern.compile(address), direct);
        }
    }

    private static final List<Known> ALL = List.of(
            // Neon
            new Known("([\\w-]+)-pooler(\\.[\\w.-]+\\.neon\\.tech:\\d+)", "$1$2"),
            // Supabase: the port of its pooler in session mode, and of the server
            new Known("([\\w.-]+\\.supabase\\.(?:com|co)):6543", "$1:5432"),
            // RDS Proxy
            new Known(
                    "[\\w-]+\\.(?:endpoint\\.)?proxy-[\\w.-]+\\.rds\\.amazonaws\\.com(?:\\.cn)?:\\d+",
                    "the endpoint of the instance or the cluster"),
            // Zalando's operator, CloudNativePG by its examples, Crunchy's operator
            new Known("([\\w-]+)-pooler(-r[wo]|)((?:\\.[\\w.-]+)?:\\d+)", "$1$2$3"),
            new Known("([\\w-]+)-pgbouncer((?:\\.[\\w.-]+)?:\\d+)", "$1-primary$2"),
            // DigitalOcean
            new Known("([\\w.-]+\\.db\\.ondigitalocean\\.com):25061", "$1:25060"),
            // PgBouncer's own port, also Azure's and Cloud SQL's
            new Known("([\\w.-]+):6432", "$1:5432"));

    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.-]+:\\d+");

    private PoolerAddress() {}

    /** {@code , probably at db:5432,}; empty if nothing is known of the address. */
    static String directOf(String text) {
        Matcher address = HOST_AND_PORT.matcher(text);
        if (!address.find()) {
            return "";
        }
        for (Known known : ALL) {
            Matcher pooler = known.address.matcher(address.group());
            if (pooler.matches()) {
                return ", probably at " + pooler.replaceFirst(known.direct) + ",";
            }
        }
        return "";
    }
}
