-- expected: locks t: the body of the function is known; a finding at the place of the call
-- finds: error required-column line 2
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id int);
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  ALTER TABLE t ADD COLUMN a int NOT NULL;
END $$;
-- pending
SELECT 1;
SELECT f();
