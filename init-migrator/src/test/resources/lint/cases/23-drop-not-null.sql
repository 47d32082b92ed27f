-- expected: warning: the old version reads nulls (squawk ban-drop-not-null)
-- finds: warning ban-drop-not-null line 1
-- locks: orders in ACCESS EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE orders ALTER COLUMN state DROP NOT NULL;
