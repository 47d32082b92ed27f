package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.AppPrivileges;
import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.AppRole.WhenUngranted;
import io.initmigrator.fence.MissingDefault;
import io.initmigrator.fence.UngrantedObject;
import io.initmigrator.fence.UnusedFence;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AppRoleCheckTest {

    private static final int MANY = 23;

    private final List<RolloutEvent> events = new ArrayList<>();
    private final List<UngrantedObject> missing = new ArrayList<>(IntStream.range(0, MANY)
            .mapToObj(it -> new UngrantedObject("table t" + it, "GRANT SELECT ON TABLE t" + it + " TO shop"))
            .toList());
    private boolean mayGrant = true;

    @Test
    void warningNamesTheFirstAndCountsAll() {
        assertThat(check(WhenUngranted.WARN)).isEmpty();

        assertThat(events).singleElement().isInstanceOfSatisfying(RolloutEvent.PrivilegesMissing.class, event -> {
            assertThat(event.objects()).hasSize(20);
            assertThat(event.count()).isEqualTo(MANY);
        });
    }

    @Test
    void failureNamesTheFirstAndCountsTheRest() {
        assertThat(check(WhenUngranted.FAIL)).get().isInstanceOfSatisfying(Outcome.SchemaMismatch.class, mismatch -> {
            assertThat(mismatch.problem().reason()).endsWith("table t19 and 3 more");
            assertThat(mismatch.problem().remedy())
                    .startsWith("run GRANT SELECT ON TABLE t0 TO shop; ")
                    .endsWith("TO shop and 3 more, then restart, or set MIGRATOR_WHEN_UNGRANTED=grant");
        });
    }

    @Test
    void grantIsVerified() {
        assertThat(check(WhenUngranted.GRANT)).isEmpty();
        assertThat(events).singleElement().isInstanceOf(RolloutEvent.PrivilegesGranted.class);
    }

    @Test
    void grantThatChangedNothingIsAFailure() {
        mayGrant = false;

        assertThat(check(WhenUngranted.GRANT)).get().isInstanceOfSatisfying(Outcome.SchemaMismatch.class, mismatch -> {
            assertThat(mismatch.problem().reason()).endsWith("and this role may not grant them");
            assertThat(mismatch.problem().remedy()).endsWith(", then restart");
        });
        assertThat(events).isEmpty();
    }

    private Optional<Outcome> check(WhenUngranted policy) {
        return AppRoleCheck.mismatch(new CheckedFence(policy), events::add);
    }

    /** Stands in for a fence in a database where the role lacks the privileges in {@link #missing}. */
    private final class CheckedFence implements UnusedFence, AppPrivileges {

        private final WhenUngranted policy;

        CheckedFence(WhenUngranted policy) {
            this.policy = policy;
        }

        @Override
        public Optional<AppPrivileges> appPrivileges() {
            return Optional.of(this);
        }

        @Override
        public AppRole role() {
            return new AppRole("shop", policy);
        }

        @Override
        public Optional<List<UngrantedObject>> missing() {
            return Optional.of(List.copyOf(missing));
        }

        @Override
        public Optional<String> grant(List<UngrantedObject> objects) {
            if (mayGrant) {
                missing.removeAll(objects);
            }
            return Optional.empty();
        }

        @Override
        public List<MissingDefault> missingDefaults() {
            throw new UnsupportedOperationException("only a plan asks for it");
        }

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) {
            throw new UnsupportedOperationException("the check reads privileges only");
        }

        @Override
        public void record(Receipt receipt) {
            throw new UnsupportedOperationException("the check writes no receipt");
        }
    }
}
