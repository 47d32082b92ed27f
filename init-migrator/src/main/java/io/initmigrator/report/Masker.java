package io.initmigrator.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces known secrets in whatever is to be printed, also where they are percent-encoded or escaped for JSON. A short one
 * is replaced only where it stands as a word of its own: the password {@code app} shall not spoil the word
 * {@code application}.
 */
public final class Masker {

    private static final String MASK = "****";
    private static final int SHORT = 12;

    /** No letter before it; that of an escape such as {@code \n} does not count. */
    private static final String WORD_BEGINS = "(?:(?<![A-Za-z0-9_])|(?<=\\\\[bfnrt]))";

    private static final String WORD_ENDS = "(?![A-Za-z0-9_])";

    private final Supplier<Set<String>> secrets;
    private volatile Known known = Known.of(Set.of());

    /** Asks for the secrets at each use, since a rotated password may have been read meanwhile. */
    public Masker(Supplier<Set<String>> secrets) {
        this.secrets = secrets;
    }

    public String mask(String text) {
        Set<String> current = secrets.get();
        if (!known.secrets.equals(current)) {
            known = Known.of(current);
        }
        return known.mask(text);
    }

    /** The secrets, in all their writings, the longest first. */
    private record Known(Set<String> secrets, List<String> writings) {

        static Known of(Set<String> secrets) {
            return new Known(
                    Set.copyOf(secrets),
                    secrets.stream()
                            .flatMap(Known::parts)
                            .flatMap(Known::writings)
                            .distinct()
                            .sorted((one, other) -> other.length() - one.length())
                            .toList());
        }

        /** The pattern is made only for a text that holds a secret: nearly none does, and making it is dear. */
        String mask(String text) {
            if (writings.stream().noneMatch(text::contains)) {
                return text;
            }
            String alternatives = writings.stream().map(Known::regex).collect(Collectors.joining("|"));
            return Pattern.compile(alternatives).matcher(text).replaceAll(MASK);
        }

        /** Of a secret in several lines also each of them, since a message may join them otherwise. */
        private static Stream<String> parts(String secret) {
            return Stream.concat(
                    Stream.of(secret), secret.lines().map(String::strip).filter(line -> line.length() >= SHORT));
        }

        private static Stream<String> writings(String secret) {
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            return Stream.of(
                    secret, encoded, encoded.replace("+", "%20"), Json.escape(secret), Json.escapeLightly(secret));
        }

        private static String regex(String writing) {
            String quoted = Pattern.quote(writing);
            return writing.length() < SHORT ? WORD_BEGINS + quoted + WORD_ENDS : quoted;
        }
    }
}
