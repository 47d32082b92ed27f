-- expected: no finding: nobody knows the new schema
-- applied
SELECT 1;
-- pending
CREATE SCHEMA a;
ALTER SCHEMA a RENAME TO b;
