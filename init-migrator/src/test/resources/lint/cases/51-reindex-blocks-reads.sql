-- expected: reads of orders wait too: each plan opens every index (PostgreSQL 14 and later say so of REINDEX)
-- finds: error reindex-without-concurrently line 1
-- locks: i in ACCESS EXCLUSIVE
-- locks: orders in SHARE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
CREATE INDEX i ON orders (note);
-- pending
REINDEX INDEX i;
