package io.initmigrator.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Variables of Spring Boot or Quarkus in an application's environment, translated to the {@code FLYWAY_*} variables that are absent.
 * A framework's settings of its Flyway come before those of its data source.
 *
 * <p>Names are compared without underscores: Spring Boot's canonical form has none within a word, and its older form has them.
 */
final class FrameworkVariables {

    private static final String FLYWAY = FlywayVariables.PREFIX;

    /** Prefixes of settings of Flyway by a framework. */
    private static final List<String> OF_FLYWAY = List.of("SPRING_FLYWAY_", "QUARKUS_FLYWAY_");

    private static final Map<String, String> OF_DATA_SOURCES = Map.of(
            "SPRING_DATASOURCE_URL", "FLYWAY_URL",
            "SPRING_DATASOURCE_USERNAME", "FLYWAY_USER",
            "SPRING_DATASOURCE_PASSWORD", "FLYWAY_PASSWORD",
            "QUARKUS_DATASOURCE_JDBC_URL", "FLYWAY_URL",
            "QUARKUS_DATASOURCE_USERNAME", "FLYWAY_USER",
            "QUARKUS_DATASOURCE_PASSWORD", "FLYWAY_PASSWORD");

    /** Lists, whose elements may have variables of their own: {@code SPRING_FLYWAY_LOCATIONS_0}. */
    private static final Set<String> LISTS =
            Set.of("LOCATIONS", "CALLBACK_LOCATIONS", "SCHEMAS", "SQL_MIGRATION_SUFFIXES", "IGNORE_MIGRATION_PATTERNS");

    private static final Map<String, String> KNOWN = byLetters(
            LISTS,
            Set.of(
                    "BASELINE_DESCRIPTION",
                    "BASELINE_ON_MIGRATE",
                    "BASELINE_VERSION",
                    "CREATE_SCHEMAS",
                    "DEFAULT_SCHEMA",
                    "DETECT_ENCODING",
                    "ENCODING",
                    "EXECUTE_IN_TRANSACTION",
                    "GROUP",
                    "INIT_SQL",
                    "INSTALLED_BY",
                    "MIXED",
                    "OUT_OF_ORDER",
                    "PASSWORD",
                    "PLACEHOLDER_PREFIX",
                    "PLACEHOLDER_REPLACEMENT",
                    "PLACEHOLDER_SEPARATOR",
                    "PLACEHOLDER_SUFFIX",
                    "REPEATABLE_SQL_MIGRATION_PREFIX",
                    "SCRIPT_PLACEHOLDER_PREFIX",
                    "SCRIPT_PLACEHOLDER_SUFFIX",
                    "SKIP_DEFAULT_CALLBACKS",
                    "SQL_MIGRATION_PREFIX",
                    "SQL_MIGRATION_SEPARATOR",
                    "TABLE",
                    "TABLESPACE",
                    "TARGET",
                    "URL",
                    "USER",
                    "VALIDATE_MIGRATION_NAMING",
                    "VALIDATE_ON_MIGRATE"),
            Map.of("INITSQLS", "INIT_SQL", "JDBCURL", "URL", "USERNAME", "USER"));

    /** When, and by which means, the application itself migrates; of no concern here. */
    private static final Set<String> HARMLESS = Set.of(
            "ACTIVE",
            "BATCH",
            "CLEANDISABLED",
            "COMMUNITYDBSUPPORTENABLED",
            "CONNECTRETRIES",
            "CONNECTRETRIESINTERVAL",
            "DRIVERCLASSNAME",
            "ENABLED",
            "FAILONMISSINGLOCATIONS",
            "KERBEROSCONFIGFILE",
            "LICENSEKEY",
            "LOCKRETRYCOUNT",
            "LOGGERS",
            "MIGRATEATSTART",
            "OUTPUTQUERYRESULTS",
            "POSTGRESQLTRANSACTIONALLOCK",
            "POWERSHELLEXECUTABLE",
            "STREAM",
            "VALIDATEATSTART");

    /** Maps of Flyway's: what follows is a name of the user's own. */
    private static final List<String> MAPS = List.of("PLACEHOLDERS_", "JDBC_PROPERTIES_");

    private static final Pattern ELEMENT = Pattern.compile("(.+?)_(\\d+)_?");

    private final Map<String, String> environment;
    private final ConfigErrors errors;
    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<String, TreeMap<Integer, String>> elements = new HashMap<>();
    private final List<String> ignored = new ArrayList<>();

    /**
     * Where a {@code FLYWAY_*} variable's value comes from.
     *
     * @param isOfFlyway whether it is the framework's setting of Flyway, which comes before that of its data source
     */
    private record Source(String name, String value, boolean isOfFlyway) {}

    /**
     * The environment with the framework's variables added.
     *
     * @param environment what was there, and {@code FLYWAY_*} variables that were not
     * @param names of the framework's variables, by those of the {@code FLYWAY_*} variables that have their values
     * @param ignored variables that are not used, and why, a sentence each
     */
    record Merged(Map<String, String> environment, Map<String, String> names, List<String> ignored) {}

    private FrameworkVariables(Map<String, String> environment, ConfigErrors errors) {
        this.environment = environment;
        this.errors = errors;
    }

    /** The settings of Flyway that a framework's variable may set, but for maps. */
    static Set<String> known() {
        return Set.copyOf(KNOWN.values());
    }

    static Merged merge(Map<String, String> environment, ConfigErrors errors) {
        FrameworkVariables variables = new FrameworkVariables(environment, errors);
        new TreeMap<>(environment).forEach(variables::read);
        variables.joinElements();
        return variables.merged();
    }

    /** The environment with the framework's locations added, and nothing else of it. */
    static Map<String, String> withLocations(Map<String, String> environment, ConfigErrors errors) {
        Map<String, String> left = new HashMap<>(environment);
        left.keySet()
                .removeIf(name -> OF_DATA_SOURCES.containsKey(withoutFileSuffix(name))
                        || (OF_FLYWAY.stream().anyMatch(name::startsWith) && !name.contains("_LOCATIONS")));
        return merge(left, errors).environment();
    }

    private void read(String name, String value) {
        if (value.isBlank()) {
            return;
        }
        String plain = withoutFileSuffix(name);
        String suffix = name.substring(plain.length());
        String target = OF_DATA_SOURCES.get(plain);
        if (target != null) {
            add(target + suffix, new Source(name, value, false));
            return;
        }
        for (String prefix : OF_FLYWAY) {
            if (plain.startsWith(prefix)) {
                readOfFlyway(name, plain.substring(prefix.length()), suffix, value);
            }
        }
    }

    private void readOfFlyway(String name, String setting, String suffix, String value) {
        Matcher element = ELEMENT.matcher(setting);
        String list = element.matches() ? KNOWN.get(letters(element.group(1))) : null;
        String target = list != null && LISTS.contains(list) ? list : target(setting);
        if (target == null) {
            if (!HARMLESS.contains(letters(setting + suffix)) && !HARMLESS.contains(letters(setting))) {
                ignored.add(name + " is not read by init-migrator");
            }
        } else if (list != null && target.equals(list)) {
            elements.computeIfAbsent(name.substring(0, name.length() - setting.length()) + list, it -> new TreeMap<>())
                    .put(Integer.valueOf(element.group(2)), value);
        } else {
            add(FLYWAY + target + suffix, new Source(name, value, true));
        }
    }

    private static @Nullable String target(String setting) {
        for (String map : MAPS) {
            if (setting.startsWith(map) && setting.length() > map.length()) {
                // Quarkus has its keys in quotes, which are underscores in a variable's name.
                return map + setting.substring(map.length()).replaceAll("^_|_$", "");
            }
        }
        return KNOWN.get(letters(setting));
    }

    private void joinElements() {
        elements.forEach((name, values) -> {
            String setting = name.substring(name.indexOf("FLYWAY_"));
            add(setting, new Source(name + "_" + values.firstKey(), String.join(",", values.values()), true));
        });
    }

    private void add(String target, Source source) {
        Source other = sources.get(target);
        if (other == null || (source.isOfFlyway && !other.isOfFlyway)) {
            sources.put(target, source);
        } else if (source.isOfFlyway == other.isOfFlyway && !source.value.equals(other.value)) {
            errors.add(
                    source.name,
                    "says otherwise than " + other.name,
                    "unset one of the two, or set " + target + ", which comes before both");
        }
    }

    private Merged merged() {
        Map<String, String> merged = new HashMap<>(environment);
        Map<String, String> names = new HashMap<>();
        boolean namesDatabase = isSet("DATABASE_URL") || isSet(LibpqVariables.HOST) || isSet(LibpqVariables.DATABASE);
        boolean isAddressElsewhere = !isSet("FLYWAY_URL") && namesDatabase;
        sources.forEach((target, source) -> {
            String plain = withoutFileSuffix(target);
            boolean isAddress = FlywayVariables.isCredential(plain) || plain.equals("FLYWAY_URL");
            if (isSet(plain)) {
                reportDifference(plain, source);
            } else if (isAddress && (isAddressElsewhere || isSetElsewhere(plain))) {
                return;
            } else if (source.value.contains("${")) {
                errors.add(
                        source.name, "holds a ${…}, which only the application's framework replaces", "set " + plain);
            } else {
                merged.put(target, source.value);
                names.put(target, source.name);
                names.put(plain, withoutFileSuffix(source.name));
            }
        });
        return new Merged(merged, names, ignored);
    }

    /** A login of its own is what an init container is often given. */
    private void reportDifference(String name, Source source) {
        boolean isSame =
                source.value.strip().equals(environment.getOrDefault(name, "").strip());
        if (!isSame && !FlywayVariables.isCredential(name) && !source.name.endsWith(EnvironmentReader.FILE_SUFFIX)) {
            ignored.add(source.name + " says otherwise than " + name + ", which comes first");
        }
    }

    /** Returns whether the credential stands elsewhere among Flyway's own variables. */
    private boolean isSetElsewhere(String credential) {
        String parameter = credential.equals("FLYWAY_USER") ? "user" : "password";
        return isSet(JdbcProperties.PREFIX + credential.substring(FLYWAY.length()))
                || environment.getOrDefault("FLYWAY_URL", "").matches(".*[?&]" + parameter + "=.*");
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isBlank()
                || !environment
                        .getOrDefault(name + EnvironmentReader.FILE_SUFFIX, "")
                        .isBlank();
    }

    private static String withoutFileSuffix(String name) {
        return name.endsWith(EnvironmentReader.FILE_SUFFIX)
                ? name.substring(0, name.length() - EnvironmentReader.FILE_SUFFIX.length())
                : name;
    }

    private static String letters(String setting) {
        return setting.replace("_", "");
    }

    private static Map<String, String> byLetters(
            Set<String> lists, Set<String> others, Map<String, String> byOtherNames) {
        Map<String, String> known = new HashMap<>(byOtherNames);
        lists.forEach(setting -> known.put(letters(setting), setting));
        others.forEach(setting -> known.put(letters(setting), setting));
        return known;
    }
}
