-- expected: locks orders: a DO body may be a plain literal
-- finds: error set-not-null line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
DO 'BEGIN ALTER TABLE orders ALTER COLUMN note SET NOT NULL; END';
