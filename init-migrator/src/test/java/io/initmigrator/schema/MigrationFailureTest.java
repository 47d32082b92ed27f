package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationFailureTest {

    @ParameterizedTest
    @CsvSource({
        "55P03,canceling statement due to lock timeout,MIGRATOR_LOCK_RETRY_FOR",
        "57014,canceling statement due to statement timeout,MIGRATOR_STATEMENT_TIMEOUT",
        "57014,canceling statement due to user request,find out who canceled",
        "40P01,deadlock detected,MIGRATOR_LOCK_RETRY_FOR",
        "40001,could not serialize access,MIGRATOR_LOCK_RETRY_FOR",
        "55006,cannot ALTER TABLE because it has pending trigger events,correct the script if it does so itself",
        "53100,could not extend file,free space",
        "53200,out of memory,give the server more",
        "42P01,relation does not exist,correct the script"
    })
    void remedyIsForTheCause(String sqlState, String message, String remedy) {
        assertThat(new MigrationFailure("1", "V1__a.sql", 1, sqlState, message, 1, Instant.EPOCH)
                        .problem()
                        .remedy())
                .contains(remedy);
    }
}
