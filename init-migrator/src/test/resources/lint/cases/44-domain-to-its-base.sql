-- expected: no finding: domain to its base type (no new filenode)
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE DOMAIN label AS text;
CREATE TABLE t (a label);
-- pending
ALTER TABLE t ALTER COLUMN a TYPE text;
