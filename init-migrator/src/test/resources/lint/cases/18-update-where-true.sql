-- expected: warning whole-table-write
-- finds: warning whole-table-write line 1
-- locks: orders in ROW EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
UPDATE orders SET note = 'x' WHERE true;
