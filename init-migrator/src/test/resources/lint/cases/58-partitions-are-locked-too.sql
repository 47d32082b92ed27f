-- expected: locks log_1 as well
-- locks: log in ACCESS EXCLUSIVE
-- locks: log_1 in ACCESS EXCLUSIVE
-- applied
CREATE TABLE log (at date) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- pending
ALTER TABLE log ADD COLUMN a int;
