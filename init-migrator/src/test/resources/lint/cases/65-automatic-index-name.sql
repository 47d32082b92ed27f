-- expected: warning drop-index-without-concurrently: t_a_idx is the name that PostgreSQL chose
-- finds: warning drop-index-without-concurrently line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (a int);
CREATE INDEX ON t (a);
-- pending
DROP INDEX IF EXISTS t_a_idx;
