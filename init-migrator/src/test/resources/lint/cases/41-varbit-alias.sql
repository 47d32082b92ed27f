-- expected: no finding: varbit is bit varying (no new filenode)
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (v varbit(5));
-- pending
ALTER TABLE t ALTER COLUMN v TYPE varbit(10);
