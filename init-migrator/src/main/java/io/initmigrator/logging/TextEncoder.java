package io.initmigrator.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.initmigrator.schema.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Human-readable lines: time (UTC), level, message, then the facts in their own column. */
final class TextEncoder extends EncoderBase<ILoggingEvent> {

    private static final int FACTS_COLUMN = 34;
    private static final String INDENT = "    ";
    private static final byte[] NOTHING = {};

    private final boolean colour;
    private final SecretMasker masker;

    /** @param masker applied before escaping, which would hide secrets from it */
    TextEncoder(boolean colour, SecretMasker masker) {
        this.colour = colour;
        this.masker = masker;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        appendTime(line, event.getTimeStamp());
        appendLevel(line, event.getLevel());
        String message = printable(masker.mask(event.getFormattedMessage(), MaskingEncoder.MAX_TEXT_LENGTH));
        line.append(message);
        List<KeyValuePair> facts = event.getKeyValuePairs();
        if (facts != null && !facts.isEmpty()) {
            line.repeat(' ', Math.max(1, FACTS_COLUMN - message.length()));
            appendFacts(line, facts);
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            String trace = ThrowableProxyUtil.asString(new BoundedThrowable(event.getThrowableProxy(), masker));
            line.append(INDENT)
                    .append(printable(masker.mask(trace.stripTrailing().replace("\t", INDENT))))
                    .append('\n');
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    /** Without a formatter, whose classes would dominate a start with nothing to do. */
    private static void appendTime(StringBuilder line, long epochMillis) {
        long ofDay = Math.floorMod(epochMillis, 86_400_000L);
        appendPadded(line, ofDay / 3_600_000, 10);
        appendPadded(line.append(':'), ofDay / 60_000 % 60, 10);
        appendPadded(line.append(':'), ofDay / 1000 % 60, 10);
        appendPadded(line.append('.'), ofDay % 1000, 100);
        line.append("Z ");
    }

    private static void appendPadded(StringBuilder line, long number, long leastWithoutZeros) {
        for (long bound = leastWithoutZeros; bound > number && bound > 1; bound /= 10) {
            line.append('0');
        }
        line.append(number);
    }

    private void appendLevel(StringBuilder line, Level level) {
        String name = level.toString();
        String start = colour ? colourOf(level) : "";
        line.append(start).append(name).append(start.isEmpty() ? "" : "\u001b[0m");
        line.repeat(' ', 6 - name.length());
    }

    private static String colourOf(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "\u001b[31m";
            case Level.WARN_INT -> "\u001b[33m";
            case Level.INFO_INT -> "\u001b[32m";
            default -> "\u001b[2m";
        };
    }

    private static String printable(String text) {
        return Printable.lines(text, INDENT);
    }

    private void appendFacts(StringBuilder line, List<KeyValuePair> facts) {
        String separator = "";
        for (KeyValuePair fact : facts) {
            line.append(separator)
                    .append(fact.key)
                    .append('=')
                    .append(quotedIfNeeded(masker.mask(String.valueOf(fact.value), MaskingEncoder.MAX_TEXT_LENGTH)));
            separator = " ";
        }
    }

    private static String quotedIfNeeded(String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
        return plain ? Printable.line(value) : "\"" + JsonEscape.escapeLightly(value) + "\"";
    }
}
