-- expected: no finding: the column is NOT NULL already (no row is read)
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
ALTER TABLE orders ALTER COLUMN id SET NOT NULL;
