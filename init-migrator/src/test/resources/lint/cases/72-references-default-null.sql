-- expected: error constraint-without-not-valid: with DEFAULT NULL written out PostgreSQL does check all rows (seq_scan counts on 15 and 18)
-- finds: error constraint-without-not-valid line 1
-- finds: warning foreign-key-without-index line 1
-- locks: customers in SHARE ROW EXCLUSIVE
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- pending
ALTER TABLE orders ADD COLUMN c bigint REFERENCES customers DEFAULT NULL;
