package io.initmigrator.lint.analysis;

import java.util.Map;
import java.util.Set;

/** What belongs to the extensions that applications use most: types, operator classes that have to be named, functions. */
final class Extensions {

    private static final Map<String, Set<String>> OBJECTS = Map.ofEntries(
            Map.entry("citext", Set.of("citext")),
            Map.entry("cube", Set.of("cube")),
            Map.entry("hstore", Set.of("hstore")),
            Map.entry("intarray", Set.of("gin__int_ops", "gist__int_ops", "gist__intbig_ops")),
            Map.entry("isn", Set.of("ean13", "isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc")),
            Map.entry("ltree", Set.of("ltree", "lquery", "ltxtquery", "nlevel", "subpath", "text2ltree")),
            Map.entry("pg_trgm", Set.of("gin_trgm_ops", "gist_trgm_ops", "similarity", "word_similarity")),
            Map.entry("pgcrypto", Set.of("crypt", "digest", "gen_random_bytes", "gen_salt", "hmac")),
            Map.entry("postgis", Set.of("geography", "geometry", "box2d", "box3d")),
            Map.entry("unaccent", Set.of("unaccent")),
            Map.entry(
                    "uuid-ossp",
                    Set.of(
                            "uuid_generate_v1",
                            "uuid_generate_v1mc",
                            "uuid_generate_v3",
                            "uuid_generate_v4",
                            "uuid_generate_v5")),
            Map.entry("vector", Set.of("halfvec", "sparsevec", "vector")));

    private Extensions() {}

    /** The names of its objects; of an extension that is not known the one that it may have given to a type. */
    static Set<String> objectsOf(String extension) {
        return OBJECTS.getOrDefault(extension, Set.of(extension));
    }
}
