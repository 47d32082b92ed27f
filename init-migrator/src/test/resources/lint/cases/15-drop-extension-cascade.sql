-- expected: warning: columns of citext are dropped
-- finds: warning dropped-cascade line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE EXTENSION citext;
CREATE TABLE t (id int, m citext);
-- pending
DROP EXTENSION citext CASCADE;
