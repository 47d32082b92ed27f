package io.initmigrator.http;

import java.util.List;
import java.util.Map;

/**
 * A metric with its samples.
 *
 * @param name without the suffix of its type
 * @param unit suffix of its name; empty for none
 * @param help one sentence
 */
record MetricFamily(String name, Type type, String unit, String help, List<Sample> samples) {

    MetricFamily {
        samples = List.copyOf(samples);
    }

    /** One sample. */
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

        /** Suffix of the sample names. */
        String suffix() {
            return suffix;
        }

        /** Name in OpenMetrics. */
        @Override
        public String toString() {
            return text;
        }

        /** Name in the older format, which has no info type. */
        String oldText() {
            return oldText;
        }
    }
}
