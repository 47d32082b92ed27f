-- expected: a finding: no row is rewritten, but the expression index is rebuilt under ACCESS EXCLUSIVE
-- finds: error index-rewrite line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id bigint PRIMARY KEY, name varchar(20));
CREATE INDEX t_lower ON t (lower(name));
-- pending
ALTER TABLE t ALTER COLUMN name TYPE text;
