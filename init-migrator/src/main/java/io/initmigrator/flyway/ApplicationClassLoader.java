package io.initmigrator.flyway;

import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.ClasspathIndex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads an application's classes beside init-migrator's own. Both share Flyway, PostgreSQL's driver and SLF4J, because Java
 * migrations receive objects of these; everything else is separate.
 */
final class ApplicationClassLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final List<String> SHARED = List.of("org.flywaydb.", "org.postgresql.", "org.slf4j.");

    /** Entries that replace the class in a multi-release archive for this version of Java. */
    private static final String VERSIONS = "META-INF/versions/";

    private static final int OLDEST_VERSION = 9;

    private final ClassLoader own;
    private final ClasspathIndex classpath;

    /**
     * @param own loader of init-migrator's classes
     * @param classpath the application's
     */
    ApplicationClassLoader(ClassLoader own, ClasspathIndex classpath) {
        super("application", getPlatformClassLoader());
        this.own = own;
        this.classpath = classpath;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (String prefix : SHARED) {
            if (name.startsWith(prefix)) {
                return sharedOrOwn(name);
            }
        }
        return applicationClass(name);
    }

    /** A library of Flyway's that is none of ours, such as a callback's, is the application's. */
    private Class<?> sharedOrOwn(String name) throws ClassNotFoundException {
        try {
            return own.loadClass(name);
        } catch (ClassNotFoundException e) {
            return applicationClass(name);
        }
    }

    private Class<?> applicationClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        Optional<BundleFile> file = versioned(path).or(() -> first(path));
        if (file.isEmpty()) {
            throw new ClassNotFoundException(name);
        }
        byte[] bytes = contents(file.get());
        return defineClass(name, bytes, 0, bytes.length);
    }

    private Optional<BundleFile> versioned(String path) {
        for (int version = Runtime.version().feature(); version >= OLDEST_VERSION; version--) {
            Optional<BundleFile> file = first(VERSIONS + version + "/" + path);
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private Optional<BundleFile> first(String path) {
        synchronized (classpath) {
            return classpath.find(path).stream().findFirst();
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return first(name).map(file -> url(name, file)).orElse(null);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        List<URL> urls = new ArrayList<>();
        synchronized (classpath) {
            classpath.find(name).forEach(file -> urls.add(url(name, file)));
        }
        return Collections.enumeration(urls);
    }

    private static URL url(String name, BundleFile file) {
        try {
            return URL.of(URI.create("application:/" + name.replace(" ", "%20")), new FileHandler(file));
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] contents(BundleFile file) {
        try (InputStream contents = file.open()) {
            return contents.readAllBytes();
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    /** Opens the file, whatever the URL says. */
    private static final class FileHandler extends URLStreamHandler {

        private final BundleFile file;

        FileHandler(BundleFile file) {
            this.file = file;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(contents(file));
                }
            };
        }
    }
}
