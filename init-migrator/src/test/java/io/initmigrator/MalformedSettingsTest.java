package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.Application;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.config.Settings;
import io.initmigrator.config.SettingsException;
import io.initmigrator.config.SettingsReader;
import io.initmigrator.core.StopSignal;
import io.initmigrator.logging.SecretMasker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Tests settings with a password in every wrong place: no output shows it, and each run ends with the exit code for wrong settings. {@code
 * -Pmalformed-settings} tries 300,000 of them; {@code -Dsettings.first} replays from a given one.
 */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class MalformedSettingsTest {

    private static final int INPUTS = Integer.getInteger("settings.inputs", 3_000);
    private static final int FIRST = Integer.getInteger("settings.first", 1);

    private static final List<String> KEYS = List.of(
            "password", "PASSWORD", "Password", "pwd", "passwd", "sslpassword", "client_secret", "token", "pass_word");
    private static final List<String> DELIMITERS = List.of(
            "?", "&", ";", "#", "%26", "%3F", "%3B", "%23", "&&", "?&", ",", " ", "%20", "/", "@", ":", "|", "\\", "'",
            "\"");
    private static final List<String> SCHEMES = List.of(
            "postgres://",
            "postgresql://",
            "jdbc:postgresql://",
            "jdbc:postgresql:",
            "jdbc:mysql://",
            "postgres:",
            "Postgres://",
            "",
            "jdbc:postgres://",
            "http://");
    private static final List<String> HOSTS = List.of(
            "h",
            "h:5432",
            "h1,h2",
            "[::1]:5432",
            ",",
            "",
            "h:",
            "h:99999",
            ":5432",
            "h,,g",
            "[::1",
            "h:5432:1",
            "ä",
            "h%41",
            "h h");
    private static final List<String> PARAMETERS = List.of(
            "sslmode=disable",
            "sslmode=verify-ful",
            "ssl_mode=require",
            "SSLMODE=require",
            "connect_timeout=soon",
            "sslrootcert=/ca.pem",
            "schema=app",
            "search_path=a,b",
            "options=-c x",
            "currentSchema=app",
            "sslcrl=/x",
            "target_session_attrs=standby",
            "foo=bar",
            "foo",
            "=",
            "%zz=1",
            "host=h",
            "service=x",
            "user=u",
            "application_name=x");
    private static final List<String> URLS = List.of("DATABASE_URL", "FLYWAY_URL");
    private static final List<String> LIBPQ = List.of(
            "PGHOST",
            "PGPORT",
            "PGDATABASE",
            "PGUSER",
            "PGSSLMODE",
            "PGOPTIONS",
            "PGSSLROOTCERT",
            "PGCONNECT_TIMEOUT",
            "PGTARGETSESSIONATTRS",
            "PGREQUIREAUTH",
            "PGSERVICE",
            "PGSSLCRL",
            "PGCLIENTENCODING",
            "PGHOSTADDR",
            "PGPASSWORD");
    private static final List<String> OTHERS = List.of(
            "MIGRATOR_TIMEOUT",
            "MIGRATOR_IDENTITY",
            "MIGRATOR_LEASE_NAME",
            "MIGRATOR_LEASE_NAMESPACE",
            "MIGRATOR_COORDINATION",
            "MIGRATOR_SET_ROLE",
            "MIGRATOR_HTTP_PORT",
            "MIGRATOR_EVENTS",
            "MIGRATOR_LOG_LEVEL",
            "MIGRATOR_UNKNOWN",
            "MIGRATOR_MAINTENANCE_PAGE",
            "FLYWAY_JDBC_PROPERTIES_SSLMODE",
            "FLYWAY_JDBC_PROPERTIES_OPTIONS",
            "FLYWAY_JDBC_PROPERTIES_FOO",
            "FLYWAY_USER",
            "FLYWAY_LOCATIONS",
            "FLYWAY_CALLBACK_LOCATIONS",
            "FLYWAY_PASSWORD_FILE");

    /** Lists settings that only Flyway can check, which takes long. */
    private static final List<String> FLYWAYS =
            List.of("FLYWAY_TARGET", "FLYWAY_ENCODING", "FLYWAY_GROUP", "FLYWAY_SCHEMAS", "FLYWAY_TABLE", "FLYWAY_FOO");

    @TempDir
    private Path directory;

    @Test
    void passwordIsSeenNowhere() throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            for (int seed = FIRST; seed < FIRST + INPUTS; seed++) {
                printed.reset();
                check(seed, printed);
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private void check(int seed, ByteArrayOutputStream printed) throws IOException {
        Input input = new Input(seed);
        Path terminationLog = directory.resolve("termination-log");
        Map<String, String> environment = input.environment(directory);
        environment.put("MIGRATOR_TERMINATION_LOG", terminationLog.toString());

        // The unknown command ends the run before anything starts.
        ExitStatus ending =
                new Application(List.of("no-command"), environment, new StopSignal(Thread.currentThread())).end();

        assertThat(ending.code())
                .as("seed %d: %s: %s", seed, environment, printed)
                .isEqualTo(ExitCode.INVALID_CONFIGURATION);
        String seen =
                printed.toString(StandardCharsets.UTF_8) + Files.readString(terminationLog) + effective(environment);
        assertThat(seen.toLowerCase(Locale.ROOT))
                .as("seed %d: %s", seed, environment)
                .contains("no-command")
                .doesNotContain(input.canary.toLowerCase(Locale.ROOT));
    }

    /** Returns the effective settings, or the error that reading them causes, masked as in the log. */
    private static String effective(Map<String, String> environment) {
        try {
            Settings settings = SettingsReader.fromMap(environment, "5f3a9c01");
            String address = settings.postgres().jdbcUrl().replaceFirst("\\?.*", "");
            return new SecretMasker(settings.secrets())
                    .mask(settings + " " + settings.effective() + URLDecoder.decode(address, StandardCharsets.UTF_8));
        } catch (SettingsException faults) {
            return new SecretMasker(faults::secrets).mask(String.valueOf(faults.getMessage()));
        }
    }

    /** Generates one environment from a seed; the same seed gives the same environment. */
    private static final class Input {

        private final SplittableRandom random;
        private final String canary;

        private Input(int seed) {
            this.random = new SplittableRandom(seed);
            this.canary = "Canary" + Integer.toHexString(seed) + (random.nextInt(4) == 0 ? "" : "xQz7");
        }

        private Map<String, String> environment(Path directory) throws IOException {
            Map<String, String> environment = new TreeMap<>();
            environment.put("MIGRATOR_LOG_FORMAT", random.nextBoolean() ? "json" : "text");
            environment.put("MIGRATOR_LOG_LEVEL", random.nextInt(20) == 0 ? "trace" : "info");
            int variables = 1 + random.nextInt(2);
            for (int i = 0; i < variables; i++) {
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
                        environment.put(pick(URLS), random.nextInt(9) == 0 ? canary : url());
                    case 10, 11, 12, 13, 14 -> environment.put(libpq(environment), misplaced());
                    case 15, 16, 17, 18 -> environment.put(pick(OTHERS), connectionText());
                    default -> file(environment, directory);
                }
            }
            if (random.nextInt(50) == 0) {
                environment.put(pick(FLYWAYS), connectionText());
            }
            if (random.nextInt(4) == 0) {
                environment.put("FLYWAY_PASSWORD", canary);
                environment.put(pick(OTHERS), canary);
            }
            return environment;
        }

        private String libpq(Map<String, String> environment) {
            environment.put("PGHOST", "h");
            return pick(LIBPQ);
        }

        /** Returns a text that belongs into another variable, such as a URL in place of a user. */
        private String misplaced() {
            String text = connectionText();
            return random.nextInt(3) == 0 ? "u:" + canary : text;
        }

        private void file(Map<String, String> environment, Path directory) throws IOException {
            String name = pick(List.of(
                    "FLYWAY_TARGET", "MIGRATOR_IDENTITY", "MIGRATOR_TIMEOUT", "FLYWAY_LOCATIONS", "DATABASE_URL"));
            Path file = Files.writeString(
                    directory.resolve("value"), random.nextBoolean() ? canary + "!\n" : connectionText());
            environment.put(name + "_FILE", random.nextInt(3) == 0 ? canary : file.toString());
        }

        private String connectionText() {
            return random.nextBoolean()
                    ? url()
                    : pick(List.of("host=h ", "dbname=db user=u ", "", "x;", "/x?")) + pick(KEYS.subList(0, 8)) + "="
                            + quoted();
        }

        private String quoted() {
            return pick(List.of("%s", "'%s'", "\"%s\"", "'%s", " %s")).formatted(canary);
        }

        /** Returns a URL with the password as a parameter, as part of the login, or in place of the port. */
        private String url() {
            String login = random.nextInt(3) == 0
                    ? "u:" + noise() + canary + noise() + "@"
                    : pick(List.of("", "u@", "@", "u:@", ":@"));
            StringBuilder url = new StringBuilder(pick(SCHEMES)).append(login).append(host());
            url.append(pick(List.of("/db", "/", "", "//db", "/a/b", "/d%zz", "/db:1")));
            int parameters = random.nextInt(4);
            for (int i = 0; i < parameters; i++) {
                url.append(pick(DELIMITERS)).append(random.nextInt(3) == 0 ? password() : pick(PARAMETERS));
            }
            return url.append(pick(DELIMITERS))
                    .append(password())
                    .append(pick(List.of("", "&", "?", "&x=y", "#")))
                    .toString();
        }

        private String host() {
            return random.nextInt(8) == 0 ? "h:" + canary : pick(HOSTS);
        }

        private String password() {
            String key = pick(KEYS.subList(0, 6));
            String equals = pick(List.of("=", "=", "=", "%3D", " = "));
            String value = random.nextBoolean() ? canary : URLEncoder.encode(canary, StandardCharsets.UTF_8);
            return key + equals + value;
        }

        private String noise() {
            return pick(List.of("", "", "", "/", "?", "#", "@", ":", "%", "%zz", "'", "&", "+"));
        }

        private String pick(List<String> texts) {
            return texts.get(random.nextInt(texts.size()));
        }
    }
}
