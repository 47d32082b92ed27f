package io.initmigrator.http;

import java.util.List;
import java.util.Map;

/**
 * Numbers of one kind.
 *
 * @param name without the suffix that its type has in the exposition
 * @param unit in which it is counted, with which its name ends; empty for none
 * @param help one sentence
 */
record MetricFamily(String name, Type type, String unit, String help, List<Sample> samples) {

    MetricFamily {
        samples = List.copyOf(samples);
    }

    /** One number. */
    record Sample(Map<String, String> labels, double value) {}

    enum Type {
        COUNTER("counter", "_total", "counter"),
        GAUGE("gauge", "", "gauge"),
        INFO("info", "_info", "gauge");

        private final String text;
        private final String suffix;
        private final String oldText;

        Type(String text, String suffix, String oldText) {
            this.text = text;
            this.suffix = suffix;
            this.oldText = oldText;
        }

        /** What each sample's name has after the family's. */
        String suffix() {
            return suffix;
        }

        /** As OpenMetrics names it. */
        @Override
        public String toString() {
            return text;
        }

        /** As the format before OpenMetrics names it, which knows no info. */
        String oldText() {
            return oldText;
        }
    }
}
