-- expected: no finding: no function is called (no new filenode)
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ADD COLUMN a bool DEFAULT (1 IN (1, 2));
