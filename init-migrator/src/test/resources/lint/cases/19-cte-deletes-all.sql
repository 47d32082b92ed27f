-- expected: warning whole-table-write on orders
-- finds: warning whole-table-write line 1
-- locks: customers in ROW EXCLUSIVE
-- locks: orders in ROW EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
WITH gone AS (DELETE FROM orders RETURNING id) INSERT INTO customers (id) SELECT id FROM gone;
