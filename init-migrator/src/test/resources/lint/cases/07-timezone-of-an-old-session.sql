-- expected: error table-rewrite where the session is not in UTC: SET TIME ZONE of a script of another session counts no more
-- finds: error table-rewrite line 1
-- finds: warning changed-type line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
SET TIME ZONE 'UTC';
CREATE TABLE t (at timestamp);
-- pending
ALTER TABLE t ALTER COLUMN at TYPE timestamptz;
