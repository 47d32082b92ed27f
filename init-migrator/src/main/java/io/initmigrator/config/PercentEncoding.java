package io.initmigrator.config;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding in URLs. */
final class PercentEncoding {

    private PercentEncoding() {}

    /** Keeps a plus sign, as in the part of a URL before the query. */
    static String decode(String text) throws InvalidValueException {
        return decodeQuery(text.replace("+", "%2B"));
    }

    /** Decodes a plus sign as a space, as in a query and in pgjdbc. */
    static String decodeQuery(String text) throws InvalidValueException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(
                    "has a '%' that is not followed by two hexadecimal digits", "write a lone '%' as %25");
        }
    }

    static String encodeQuery(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
