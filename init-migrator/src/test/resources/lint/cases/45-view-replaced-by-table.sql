-- expected: no dropped-table: a table of that name stands in, and a view holds no data
-- locks: v in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
CREATE VIEW v AS SELECT id FROM orders;
-- pending
DROP VIEW v;
CREATE TABLE v (id bigint);
