-- expected: ACCESS EXCLUSIVE on the view
-- locks: v in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
CREATE VIEW v AS SELECT id FROM orders;
-- pending
ALTER VIEW v SET (security_barrier = true);
