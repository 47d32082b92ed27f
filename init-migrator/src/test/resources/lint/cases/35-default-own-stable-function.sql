-- expected: no finding: the function is declared STABLE (no new filenode)
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE AS 'select 1::bigint';
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ADD COLUMN at bigint DEFAULT now_ms();
