-- expected: index-rewrite: in UTC no row is rewritten, but timestamptz has an operator class of its own (18: the index has a new file)
-- finds: error index-rewrite line 2
-- finds: warning changed-type line 2
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id bigint PRIMARY KEY, at timestamp);
CREATE INDEX t_at ON t (at);
-- pending
SET TIME ZONE 'UTC';
ALTER TABLE t ALTER COLUMN at TYPE timestamptz;
