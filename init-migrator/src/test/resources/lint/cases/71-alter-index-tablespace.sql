-- expected: a finding: rewrites the index under ACCESS EXCLUSIVE, which stops reads of orders
-- finds: error index-rewrite line 1
-- locks: i in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
CREATE INDEX i ON orders (note);
-- pending
ALTER INDEX i SET TABLESPACE other;
