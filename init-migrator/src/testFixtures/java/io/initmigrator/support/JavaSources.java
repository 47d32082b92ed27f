package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the Java migrations of an application. */
public final class JavaSources {

    private JavaSources() {}

    /**
     * Compiles one class, with Flyway and the contents of {@code classes} on the class path.
     *
     * @param classes directory to which the class file is written
     * @return content of the class file
     */
    public static byte[] compile(Path classes, String name, String source) throws IOException {
        Path file = classes.resolveSibling("sources").resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.createDirectories(classes);
        Files.writeString(file, source);
        var compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean succeeded = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    classes + ":" + System.getProperty("java.class.path"),
                                    "-proc:none",
                                    "--release",
                                    "17"),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            assertThat(succeeded).as("%s", messages).isTrue();
        }
        return Files.readAllBytes(classes.resolve(name.replace('.', '/') + ".class"));
    }

    /** Returns the source of a migration that executes the given statements, and nothing else. */
    public static String migration(String name, String body) {
        return """
                package %s;
                public class %s extends org.flywaydb.core.api.migration.BaseJavaMigration {
                    @Override
                    public void migrate(org.flywaydb.core.api.migration.Context context) throws Exception {
                        try (var statement = context.getConnection().createStatement()) {
                            %s
                        }
                    }
                }
                """.formatted(name.substring(0, name.lastIndexOf('.')), name.substring(name.lastIndexOf('.') + 1), body);
    }
}
