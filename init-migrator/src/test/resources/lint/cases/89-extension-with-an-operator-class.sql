-- expected: locks t: its index goes with the operator class
-- finds: warning dropped-cascade line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE EXTENSION pg_trgm;
CREATE TABLE t (name text);
CREATE INDEX t_name ON t USING gin (name gin_trgm_ops);
-- pending
DROP EXTENSION pg_trgm CASCADE;
