package io.initmigrator.logging;

import java.util.regex.Pattern;

/** Masks values in positions typical of secrets, known or not, also within JSON. */
final class SecretPatterns {

    /** In URLs, connection strings and JSON; {@code …_FILE} names a file. A colon before a space is most likely prose. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:passw(?:or)?d|passphrase|pwd|secret|token)(?!\\w*_FILE)\\w*+(?:\\\\?[\"'])?"
                    + "(?:\\s*+=\\s*+|%3D|:(?=\\S)|:\\s*+(?=\\\\?[\"'])))"
                    + "(?!\\*{4})(?:\\\\\"(?:[^\"\\\\]|\\\\[^\"])*+\\\\\"|\"(?![,:}\\]])(?:\\\\.|[^\"\\\\])*+\"|'[^'\"\\n]*+'(?!\\w)|(?:\\\\.|[^\\s&\"\\\\])++)");

    /** Login in a URL, whose slashes may be JSON-escaped. */
    private static final Pattern LOGIN = Pattern.compile("(:(?:\\\\?/){2})(?!user:password@)[^\\s\"'<>]*@");

    private static final Pattern BEARER = Pattern.compile("(?i)(\\bbearer\\s++)(?!tokens?\\b|auth)[^\\s\"',;]++");

    /** A signed JSON Web Token, such as a service account's. */
    private static final Pattern WEB_TOKEN = Pattern.compile("\\beyJ[\\w-]{8,}+\\.[\\w-]++\\.[\\w-]++");

    private SecretPatterns() {}

    static String mask(String text) {
        String masked = LOGIN.matcher(text).replaceAll("$1" + SecretMasker.MASK + "@");
        masked = BEARER.matcher(masked).replaceAll("$1" + SecretMasker.MASK);
        masked = WEB_TOKEN.matcher(masked).replaceAll(SecretMasker.MASK);
        return NAMED.matcher(masked).replaceAll("$1" + SecretMasker.MASK);
    }
}
