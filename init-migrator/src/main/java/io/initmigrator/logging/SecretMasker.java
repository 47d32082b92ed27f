package io.initmigrator.logging;

import io.initmigrator.schema.BoundedText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Masks secrets in output: known ones, also if percent-encoded, escaped for JSON or joined into one line, and values in
 * positions typical of secrets ({@link SecretPatterns}). A short secret is masked only as a whole word: the password {@code app}
 * must not alter the word {@code application}.
 */
public final class SecretMasker implements UnaryOperator<String> {

    static final String MASK = "****";

    private static final int SHORT = 12;

    /** Minimum length of a masked line of a secret: shorter ones reveal little and match unrelated text. */
    private static final int MIN_LINE_LENGTH = 4;

    private static final int MIN_FRAGMENT_LENGTH = 3;

    /** Not preceded by a letter, except that of an escape such as {@code \n}. */
    private static final String WORD_BEGINS = "(?:(?<![A-Za-z0-9_])|(?<=\\\\[bfnrt]))";

    private static final String WORD_ENDS = "(?![A-Za-z0-9_])";

    private final Supplier<Set<String>> secrets;
    private volatile SecretPattern known = SecretPattern.of(Set.of());

    /** Gets the secrets at each use, since a rotated password may have been read meanwhile. */
    public SecretMasker(Supplier<Set<String>> secrets) {
        this.secrets = secrets;
    }

    @Override
    public String apply(String text) {
        return mask(text);
    }

    /** Masks, then truncates to {@code longest} characters: half a secret would not be found. */
    String mask(String text, int longest) {
        String masked = mask(text);
        // The class is not needed at a start with nothing to do.
        return masked.length() <= longest ? masked : BoundedText.of(masked, longest);
    }

    public String mask(String text) {
        Set<String> current = secrets.get();
        if (!known.secrets.equals(current)) {
            known = SecretPattern.of(current);
        }
        String masked = known.mask(text);
        return mayHoldOther(masked) ? SecretPatterns.mask(masked) : masked;
    }

    /** Without a regular expression, to keep a start with nothing to do fast. */
    private static boolean mayHoldOther(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (mayBegin(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayBegin(String text, int i) {
        return switch (text.charAt(i)) {
            case ':' -> text.startsWith("//", i + 1) || text.startsWith("\\/", i + 1);
            case 'p', 'P' -> holds(text, i, "passw") || holds(text, i, "passphrase") || holds(text, i, "pwd");
            case 's', 'S' -> holds(text, i, "secret");
            case 't', 'T' -> holds(text, i, "token");
            case 'b', 'B' -> holds(text, i, "bearer");
            case 'e' -> text.startsWith("eyJ", i);
            default -> false;
        };
    }

    private static boolean holds(String text, int from, String word) {
        return text.regionMatches(true, from, word, 0, word.length());
    }

    /** The secrets in all encodings, longest first. */
    private record SecretPattern(Set<String> secrets, List<String> writings) {

        static SecretPattern of(Set<String> secrets) {
            return new SecretPattern(
                    Set.copyOf(secrets),
                    secrets.stream()
                            .flatMap(SecretPattern::parts)
                            .flatMap(SecretPattern::writings)
                            .distinct()
                            .sorted((one, other) -> other.length() - one.length())
                            .toList());
        }

        /** Compiles the pattern only for a text that contains a secret, because compiling is expensive and rarely needed. */
        String mask(String text) {
            if (writings.stream().noneMatch(text::contains)) {
                return text;
            }
            String alternatives = writings.stream().map(SecretPattern::regex).collect(Collectors.joining("|"));
            return Pattern.compile(alternatives).matcher(text).replaceAll(MASK);
        }

        private static Stream<String> parts(String secret) {
            return Stream.of(Stream.of(secret), lines(secret), fragments(secret))
                    .flatMap(parts -> parts);
        }

        /** Each line of a multi-line secret, and the lines joined as in messages. */
        private static Stream<String> lines(String secret) {
            List<String> lines = secret.lines().map(String::strip).toList();
            if (lines.size() < 2) {
                return Stream.empty();
            }
            return Stream.concat(
                    lines.stream().filter(line -> line.length() >= MIN_LINE_LENGTH),
                    Stream.of(" ", "; ", "").map(separator -> String.join(separator, lines)));
        }

        /** A quote in a secret ends its SQL literal; PostgreSQL then quotes a following word, lower-cased. */
        private static Stream<String> fragments(String secret) {
            if (secret.indexOf('\'') < 0 && secret.indexOf('\\') < 0) {
                return Stream.empty();
            }
            return Arrays.stream(secret.split("[^\\p{L}\\p{N}_]+"))
                    .filter(word -> word.length() >= MIN_FRAGMENT_LENGTH)
                    .flatMap(word -> Stream.of(word, word.toLowerCase(Locale.ROOT)));
        }

        private static Stream<String> writings(String secret) {
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            return Stream.of(
                            secret,
                            encoded,
                            encoded.replace("+", "%20"),
                            secret.replace("'", "''"),
                            JsonEscape.escape(secret),
                            JsonEscape.escapeLightly(secret))
                    .filter(writing -> !writing.isBlank());
        }

        private static String regex(String writing) {
            String quoted = Pattern.quote(writing);
            return writing.length() < SHORT ? WORD_BEGINS + quoted + WORD_ENDS : quoted;
        }
    }
}
