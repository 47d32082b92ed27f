-- expected: no finding (no new filenode)
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ADD COLUMN a bool DEFAULT (true AND (false));
ALTER TABLE orders ADD COLUMN b int DEFAULT (CASE WHEN (true) THEN 1 END);
