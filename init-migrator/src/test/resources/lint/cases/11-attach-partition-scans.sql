-- expected: a finding: reads all of log_2 (and of the default) under ACCESS EXCLUSIVE unless a CHECK proves the bounds
-- finds: warning attach-partition line 1
-- locks: log in SHARE UPDATE EXCLUSIVE
-- locks: log_2 in ACCESS EXCLUSIVE
-- applied
CREATE TABLE log (at date) PARTITION BY RANGE (at);
CREATE TABLE log_2 (at date);
-- pending
ALTER TABLE log ATTACH PARTITION log_2 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
