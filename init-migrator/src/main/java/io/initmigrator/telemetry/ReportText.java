package io.initmigrator.telemetry;

import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.Printable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Prepares text for a report: masks secrets, makes it printable, then truncates it, so that no secret is truncated before. */
record ReportText(UnaryOperator<String> mask) {

    private static final int MAX_LENGTH = 4_000;

    String of(String text) {
        return BoundedText.of(Printable.line(mask.apply(text)), MAX_LENGTH);
    }

    @Nullable
    String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }
}
