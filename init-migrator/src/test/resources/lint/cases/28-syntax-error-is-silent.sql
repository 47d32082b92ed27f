-- expected: error: PostgreSQL refuses it (squawk syntax-error)
-- finds: error syntax-error line 1
-- finds: error syntax-error line 2
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABEL orders ADD COLUMN a int;
CREATE TABLE (x int);
