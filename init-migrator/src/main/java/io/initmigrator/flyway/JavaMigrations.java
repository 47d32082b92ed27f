package io.initmigrator.flyway;

import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.BundleReader;
import io.initmigrator.schema.ClasspathIndex;
import java.lang.annotation.Annotation;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.locations.LocationParser;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.extensibility.MigrationType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java migrations from the class path that {@code FLYWAY_JAR_DIRS} names. Only the image variant with all of Java SE runs them;
 * elsewhere they are refused by name, unless the bundle may lack them.
 */
final class JavaMigrations {

    static final JavaMigrations NONE = new JavaMigrations(List.of(), Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(JavaMigrations.class);

    /** By Flyway's default names; one with a name of its own is known only once it is loaded. */
    private static final Pattern NAME = Pattern.compile("(.*/)?(?<name>([VB]\\d[\\d_]*|R)__[^/$]+)\\.class");

    private static final String CLASS = ".class";

    /** Packages of annotations by which a container creates or fills an object. */
    private static final List<String> CONTAINERS =
            List.of("org.springframework.", "jakarta.inject.", "jakarta.enterprise.", "javax.inject.");

    private final List<JavaMigration> migrations;
    private final Optional<ClassLoader> classes;

    private JavaMigrations(List<JavaMigration> migrations, Optional<ClassLoader> classes) {
        this.migrations = List.copyOf(migrations);
        this.classes = classes;
    }

    /** Flyway's types of such migrations, among them one of a baseline, and one that Spring had long ago. */
    static boolean isJavaMigration(MigrationType type) {
        return isJavaMigration(type.name());
    }

    /** The same, as the history writes it. */
    static boolean isJavaMigration(String type) {
        return type.contains("JDBC");
    }

    /**
     * Loads the Java migrations of the class path.
     *
     * @param locations that are configured
     * @param physical directories and archives of each location
     * @param settings of Flyway
     * @param runtime the modules of this Java
     * @throws InvalidScriptException if there are some that cannot be run here
     */
    static JavaMigrations of(
            FlywaySettings locations, ResolvedLocations physical, Configuration settings, ModuleFinder runtime) {
        boolean canRun = runtime.find("java.se").isPresent();
        List<String> names = new ArrayList<>();
        physical.migrations().forEach((location, places) -> {
            boolean isOnClasspath = location.isOf(BundleLocation.CLASSPATH);
            for (BundleLocation place : places) {
                for (Map.Entry<String, BundleFile> file :
                        BundleReader.filesBelow(place).entrySet()) {
                    if (isOnClasspath && canRun) {
                        className(location, place, file.getKey()).ifPresent(names::add);
                    } else {
                        refuse(place, file.getKey(), isOnClasspath, settings);
                    }
                }
            }
        });
        return names.isEmpty() ? NONE : load(names, new ClasspathIndex(locations.jarDirs()));
    }

    JavaMigration[] all() {
        return migrations.toArray(JavaMigration[]::new);
    }

    /** Runs what may run them: their libraries look for classes by the thread's class loader. */
    <T> T withContextClassLoader(Supplier<T> work) {
        if (classes.isEmpty()) {
            return work.get();
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes.get());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Of a class that stands for itself; nested ones are a part of theirs. */
    private static Optional<String> className(BundleLocation location, BundleLocation place, String file) {
        boolean isClass = file.endsWith(CLASS) && !file.contains("$") && !file.endsWith("-info.class");
        return isClass && isWanted(place, file)
                ? Optional.of(
                        (location.root() + "/" + file.substring(0, file.length() - CLASS.length())).replace('/', '.'))
                : Optional.empty();
    }

    private static boolean isWanted(BundleLocation place, String file) {
        @Nullable Pattern wildcards = LocationParser.parseLocation(place.text()).getPathRegex();
        return wildcards == null || wildcards.matcher(place.root() + "/" + file).matches();
    }

    private static void refuse(BundleLocation place, String file, boolean isOnClasspath, Configuration settings) {
        var name = NAME.matcher(file);
        if (!name.matches()) {
            return;
        }
        boolean isVersioned = !file.substring(file.lastIndexOf('/') + 1).startsWith("R");
        if (isMissingIgnored(isVersioned, settings)) {
            LOG.atWarn()
                    .addKeyValue("migration", name.group("name"))
                    .addKeyValue("location", place.root())
                    .log("Leaving Java migration to the application");
            return;
        }
        throw InvalidScriptException.unsupportedJavaMigration(
                name.group("name"), place.root() + "/" + file, isOnClasspath, isVersioned);
    }

    static boolean isMissingIgnored(boolean isVersioned, Configuration settings) {
        return Arrays.stream(settings.getIgnoreMigrationPatterns())
                .anyMatch(pattern -> pattern.matchesMigration(isVersioned, MigrationState.MISSING_SUCCESS));
    }

    private static JavaMigrations load(List<String> names, ClasspathIndex classpath) {
        ClassLoader loader = new ApplicationClassLoader(JavaMigrations.class.getClassLoader(), classpath);
        List<JavaMigration> migrations = new ArrayList<>();
        for (String name : names.stream().distinct().toList()) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                if (JavaMigration.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    migrations.add(instance(type.asSubclass(JavaMigration.class)));
                }
            } catch (ClassNotFoundException | LinkageError e) {
                if (NAME.matcher(name.replace('.', '/') + CLASS).matches()) {
                    throw InvalidScriptException.unloadable(name, e);
                }
                LOG.debug("Class beside the migrations cannot be loaded: {}", name, e);
            }
        }
        return new JavaMigrations(migrations, Optional.of(loader));
    }

    private static JavaMigration instance(Class<? extends JavaMigration> type) {
        if (isMadeByAContainer(type)) {
            throw InvalidScriptException.bean(type.getName());
        }
        try {
            Constructor<? extends JavaMigration> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw InvalidScriptException.bean(type.getName());
        } catch (InvocationTargetException e) {
            throw InvalidScriptException.unloadable(type.getName(), e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException e) {
            throw InvalidScriptException.unloadable(type.getName(), e);
        }
    }

    private static boolean isMadeByAContainer(Class<?> type) {
        return Stream.of(
                        Stream.of(type),
                        Arrays.stream(type.getDeclaredFields()),
                        Arrays.stream(type.getDeclaredMethods()),
                        Arrays.stream(type.getDeclaredConstructors()))
                .flatMap(it -> it)
                .map(AnnotatedElement.class::cast)
                .flatMap(element -> Arrays.stream(element.getAnnotations()))
                .map(Annotation::annotationType)
                .map(Class::getName)
                .anyMatch(annotation -> CONTAINERS.stream().anyMatch(annotation::startsWith));
    }
}
