-- expected: a finding: nobody can read users while orders is written (eugene E4, pgfence statement-after-access-exclusive)
-- finds: warning statement-after-lock line 2
-- locks: orders in ROW EXCLUSIVE
-- locks: users in ACCESS EXCLUSIVE
-- applied
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, note text, state text);
-- pending
ALTER TABLE users ADD COLUMN a int;
UPDATE orders SET note = 'x' WHERE state = 'y';
CREATE TABLE copy AS SELECT * FROM orders;
