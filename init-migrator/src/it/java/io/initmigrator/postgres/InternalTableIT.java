package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests a table that many sessions create at the same time, on real PostgreSQL. */
class InternalTableIT {

    private static final String COLUMNS = "(id bigint primary key)";
    private static final int MAKERS = 6;
    private static final int ROUNDS = 150;

    private final TestDatabase server = TestPostgres.freshDatabase();

    /** Covers the three errors that the second creator can get, depending on the progress of the first. */
    @Test
    void secondOfTwoConcurrentCreatorsFindsTheTable() throws Exception {
        CyclicBarrier start = new CyclicBarrier(MAKERS, this::drop);
        try (ExecutorService makers = Executors.newFixedThreadPool(MAKERS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < MAKERS; i++) {
                all.add(makers.submit(() -> makeAgainAndAgain(start)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void nameThatATypeHasAlreadyIsNotTakenForTheTable() throws Exception {
        server.execute("create type own as enum ('taken')");
        try (Connection connection = server.connect()) {
            assertThatThrownBy(() -> InternalTable.create(connection, "own", COLUMNS))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42710"));
        }
    }

    private Void makeAgainAndAgain(CyclicBarrier start) throws Exception {
        try (Connection connection = server.connect()) {
            for (int round = 0; round < ROUNDS; round++) {
                start.await(20, TimeUnit.SECONDS);
                InternalTable.create(connection, "own", COLUMNS);
            }
        }
        return null;
    }

    private void drop() {
        server.execute("drop table if exists own");
    }
}
