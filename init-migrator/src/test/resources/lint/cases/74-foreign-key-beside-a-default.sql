-- expected: no constraint-without-not-valid: the default is another column's, and no row is read (PostgreSQL 15 and 18)
-- finds: warning foreign-key-without-index line 3
-- locks: customers in SHARE ROW EXCLUSIVE
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- pending
ALTER TABLE orders
  ADD COLUMN kind text NOT NULL DEFAULT 'order',
  ADD COLUMN customer bigint REFERENCES customers;
