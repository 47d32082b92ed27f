package io.initmigrator.lint.report;

import java.util.Map;
import java.util.Optional;

/** The severity of each rule, with the user's changes. */
public final class RuleSeverities {

    /** Without any change. */
    public static final RuleSeverities DEFAULT = new RuleSeverities(Map.of());

    private final Map<Rule, Optional<Severity>> changed;

    /** @param changed severities by rule; empty for a rule that is off */
    public RuleSeverities(Map<Rule, Optional<Severity>> changed) {
        this.changed = Map.copyOf(changed);
    }

    /** The severity of the findings of {@code rule}; empty if it is off. */
    public Optional<Severity> of(Rule rule) {
        return changed.getOrDefault(rule, rule.severity());
    }
}
