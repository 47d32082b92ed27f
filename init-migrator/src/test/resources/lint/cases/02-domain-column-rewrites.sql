-- expected: error table-rewrite: a domain with a constraint (filenode changes on 15 and 18)
-- finds: error table-rewrite line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE DOMAIN price AS numeric CHECK (value > 0);
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ADD COLUMN p price;
