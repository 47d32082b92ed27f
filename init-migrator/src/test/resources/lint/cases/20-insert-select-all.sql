-- expected: (open) a whole table is copied in one transaction: no finding in any peer
-- locks: customers in ROW EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
INSERT INTO customers (id) SELECT id FROM orders;
