-- expected: locks orders, required-column: the literal is known before it runs
-- finds: error required-column line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN a int NOT NULL'; END $$;
