-- expected: error table-rewrite (18: filenode changes)
-- finds: error table-rewrite line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- pending
ALTER TABLE t ALTER COLUMN b SET EXPRESSION AS (a * 3);
