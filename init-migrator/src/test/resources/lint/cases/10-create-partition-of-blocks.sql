-- expected: a finding: takes ACCESS EXCLUSIVE on the parent and on the default partition, which it reads; CREATE TABLE LIKE and ATTACH takes SHARE UPDATE EXCLUSIVE
-- finds: warning create-partition-of line 1
-- locks: log in ACCESS EXCLUSIVE
-- locks: log_default in ACCESS EXCLUSIVE
-- applied
CREATE TABLE log (at date) PARTITION BY RANGE (at);
CREATE TABLE log_default PARTITION OF log DEFAULT;
-- pending
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
