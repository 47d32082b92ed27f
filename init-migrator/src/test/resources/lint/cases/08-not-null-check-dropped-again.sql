-- expected: error set-not-null: the check is gone, all rows are read
-- finds: error set-not-null line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL);
ALTER TABLE orders DROP CONSTRAINT c;
-- pending
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
