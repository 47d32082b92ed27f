-- expected: (ok) says concurrently-mixed: SET LOCAL has no effect outside a transaction
-- finds: error concurrently-mixed line 2
-- locks: orders in SHARE UPDATE EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
SET LOCAL lock_timeout = '2s';
CREATE INDEX CONCURRENTLY i ON orders (note);
