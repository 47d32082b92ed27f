-- expected: error table-rewrite: random() in an array (filenode changes)
-- finds: error table-rewrite line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ADD COLUMN r float8[] DEFAULT ARRAY[1, random()];
