-- expected: a word on the misspelt rule (squawk unused-ignore)
-- finds: warning unused-ignore line 1
-- finds: error table-rewrite line 2
-- finds: warning changed-type line 2
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
-- init-migrator: ignore=table-rewriet
ALTER TABLE orders ALTER COLUMN customer TYPE int;
