-- expected: set-not-null: IF NOT EXISTS leaves a table that is there as it is (baseline: no script tells of it)
-- finds: warning set-not-null line 2
-- finds: warning index-without-concurrently line 3
-- finds: warning statement-after-lock line 3
-- locks: orders in ACCESS EXCLUSIVE
-- applied

-- pending
CREATE TABLE IF NOT EXISTS orders (id bigint, note text);
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
CREATE INDEX i ON orders (note);
