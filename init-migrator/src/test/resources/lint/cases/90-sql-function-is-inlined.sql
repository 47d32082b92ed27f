-- expected: no finding: PostgreSQL puts the body in place of the call, and that is constant (no new filenode on 18)
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''x''::text';
CREATE TABLE t (id int);
-- pending
ALTER TABLE t ADD COLUMN a text DEFAULT f();
