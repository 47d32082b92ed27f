package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelSelectorTest {

    @Test
    void everyOperatorIsWrittenAsAQueryHasIt() {
        assertThat(LabelSelector.of(Json.parse("""
                {"matchLabels": {"app": "orders", "tier": "web"}, "matchExpressions": [
                  {"key": "zone", "operator": "In", "values": ["a", "b"]},
                  {"key": "canary", "operator": "NotIn", "values": ["yes"]},
                  {"key": "team", "operator": "Exists"},
                  {"key": "old", "operator": "DoesNotExist"}]}
                """)))
                .isEqualTo("app=orders,tier=web,zone in (a,b),canary notin (yes),team,!old");
        assertThat(LabelSelector.of(Json.parse("{}"))).isEmpty();
    }
}
