-- expected: SHARE UPDATE EXCLUSIVE on orders, not on a relation called only
-- locks: orders in SHARE UPDATE EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ANALYZE ONLY orders;
