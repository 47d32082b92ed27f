package io.initmigrator;

import io.initmigrator.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulates an application under load: reads and writes of one table over a connection pool, begun at a fixed rate even if earlier ones are
 * not done. The measured time of a statement includes its wait for a connection.
 */
final class AppTraffic implements AutoCloseable {

    private static final int POOL = 40;

    private final BlockingQueue<Connection> pool = new ArrayBlockingQueue<>(POOL);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();

    private AppTraffic() {}

    /** Starts {@code perSecond} statements per second on the table {@code orders (id, state)}. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static AppTraffic on(TestDatabase database, int perSecond) throws SQLException {
        AppTraffic traffic = new AppTraffic();
        for (int i = 0; i < POOL; i++) {
            traffic.pool.add(database.connect());
        }
        long pause = Duration.ofSeconds(1).toNanos() / perSecond;
        traffic.clock.scheduleAtFixedRate(traffic::begin, pause, pause, TimeUnit.NANOSECONDS);
        return traffic;
    }

    /** Stops the traffic, and returns the longest time of a statement. */
    Duration stop() throws InterruptedException {
        clock.shutdown();
        requests.shutdown();
        if (!requests.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException((begun.get() - done.get()) + " statements still wait");
        }
        return Duration.ofNanos(longest.get());
    }

    int statements() {
        return done.get();
    }

    @Override
    public void close() throws SQLException {
        clock.shutdownNow();
        requests.shutdownNow();
        for (Connection connection : pool) {
            connection.close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void begin() {
        int number = begun.incrementAndGet();
        long due = System.nanoTime();
        requests.submit(() -> request(number, due));
    }

    private Void request(int number, long due) throws InterruptedException, SQLException {
        Connection connection = pool.take();
        try (Statement statement = connection.createStatement()) {
            int id = 1 + number % 100;
            statement.execute(
                    number % 2 == 0
                            ? "select state from orders where id = " + id
                            : "update orders set state = 'seen' where id = " + id);
        } finally {
            pool.add(connection);
        }
        done.incrementAndGet();
        longest.accumulateAndGet(System.nanoTime() - due, Math::max);
        return null;
    }
}
