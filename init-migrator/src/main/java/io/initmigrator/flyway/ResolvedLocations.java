package io.initmigrator.flyway;

import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.ClasspathSearch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The configured locations as Flyway can read them here: those on the class path are replaced by the directories and archives that
 * contain them, because the class path of this process is not the application's.
 *
 * @param migrations the places of each location of migrations
 * @param callbacks the places of each location of callbacks
 */
record ResolvedLocations(
        SequencedMap<BundleLocation, List<BundleLocation>> migrations,
        SequencedMap<BundleLocation, List<BundleLocation>> callbacks) {

    static ResolvedLocations of(FlywaySettings settings) {
        ClasspathSearch search = new ClasspathSearch(settings.jarDirs());
        return new ResolvedLocations(found(settings.locations(), search), found(settings.callbackLocations(), search));
    }

    /** The places of all files. */
    List<BundleLocation> all() {
        return Stream.of(migrations, callbacks)
                .flatMap(places -> places.values().stream())
                .flatMap(List::stream)
                .toList();
    }

    /** As Flyway reads them. */
    static String[] texts(Map<BundleLocation, List<BundleLocation>> places) {
        return places.values().stream()
                .flatMap(List::stream)
                .map(BundleLocation::text)
                .toArray(String[]::new);
    }

    private static SequencedMap<BundleLocation, List<BundleLocation>> found(
            List<BundleLocation> locations, ClasspathSearch search) {
        SequencedMap<BundleLocation, List<BundleLocation>> found = new LinkedHashMap<>();
        for (BundleLocation location : locations) {
            found.put(location, location.isOf(BundleLocation.CLASSPATH) ? search.find(location) : List.of(location));
        }
        return found;
    }
}
