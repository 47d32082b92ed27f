-- expected: (idea) says that writes to a wait while b is filled: pgfence wide-lock-window, eugene E4
-- finds: warning statement-after-lock line 2
-- locks: customers in ACCESS EXCLUSIVE
-- locks: orders in ROW EXCLUSIVE
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
ALTER TABLE customers ADD COLUMN a int;
UPDATE orders SET note = 'x' WHERE state = 'y';
