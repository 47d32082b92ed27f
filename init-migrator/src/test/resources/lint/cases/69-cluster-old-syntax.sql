-- expected: table-rewrite of orders, not of the index
-- finds: error table-rewrite line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
CREATE INDEX i ON orders (note);
-- pending
CLUSTER i ON orders;
