-- expected: warning: every table of the role is dropped
-- finds: warning dropped-cascade line 1
-- applied
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, state varchar(20) NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40));
-- pending
DROP OWNED BY app;
