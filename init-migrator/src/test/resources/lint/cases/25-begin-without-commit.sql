-- expected: (ok in a transaction: BEGIN there only warns, Flyway commits; squawk ban-uncommitted-transaction)
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
BEGIN;
ALTER TABLE orders ADD COLUMN a int;
