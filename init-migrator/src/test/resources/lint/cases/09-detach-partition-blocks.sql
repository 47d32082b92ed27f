-- expected: a finding: DETACH without CONCURRENTLY takes ACCESS EXCLUSIVE on the parent (squawk require-concurrent-partition-detach, pgfence detach-partition)
-- finds: warning require-concurrent-partition-detach line 1
-- locks: log in ACCESS EXCLUSIVE
-- locks: log_1 in ACCESS EXCLUSIVE
-- applied
CREATE TABLE log (at date) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- pending
ALTER TABLE log DETACH PARTITION log_1;
