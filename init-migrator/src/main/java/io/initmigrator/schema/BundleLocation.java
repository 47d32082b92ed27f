package io.initmigrator.schema;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files of a bundle lie, as Flyway writes it.
 *
 * @param scheme {@link #DIRECTORY}, {@link #ARCHIVE} or {@link #CLASSPATH}
 * @param root the directory above everything that it can match; within an archive, behind the archive's path and {@code !/}
 * @param wildcards what follows the root from the first wildcard on; empty where there is none
 */
public record BundleLocation(String scheme, String root, String wildcards) {

    public static final String DIRECTORY = "filesystem:";
    public static final String ARCHIVE = "jar:";
    public static final String CLASSPATH = "classpath:";

    /** Between an archive and the path within it. */
    public static final String SEPARATOR = "!/";

    private static final Pattern WILDCARD_PART = Pattern.compile("(?<before>[^*?]*?)(?<after>[^/*?]*[*?].*)?");

    /** Of a text that begins with its scheme. */
    public static BundleLocation of(String scheme, String text) {
        Matcher path = WILDCARD_PART.matcher(text.substring(scheme.length()));
        String before = path.matches() ? path.group("before") : "";
        String after = path.matches() ? path.group("after") : "";
        return new BundleLocation(scheme, withoutSlash(before), after == null ? "" : after);
    }

    /** All that lies below a directory. */
    public static BundleLocation ofDirectory(Path directory) {
        return new BundleLocation(DIRECTORY, directory.toString(), "");
    }

    public boolean isOf(String wanted) {
        return scheme.equals(wanted);
    }

    /** The same wildcards below another root. */
    BundleLocation at(String otherScheme, String otherRoot) {
        return new BundleLocation(otherScheme, otherRoot, wildcards);
    }

    /** As Flyway reads it. */
    public String text() {
        return scheme + root + (wildcards.isEmpty() || root.endsWith("/") ? "" : "/") + wildcards;
    }

    @Override
    public String toString() {
        return text();
    }

    private static String withoutSlash(String path) {
        boolean isRoot = path.length() == 1 || path.endsWith(SEPARATOR);
        return path.endsWith("/") && !isRoot ? path.substring(0, path.length() - 1) : path;
    }
}
