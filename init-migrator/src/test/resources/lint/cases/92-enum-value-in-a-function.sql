-- expected: error enum-value-used: PostgreSQL analyzes the body of a function in SQL (55P04 on 18), not one in PL/pgSQL
-- finds: error enum-value-used line 5
-- applied
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
-- pending
ALTER TYPE mood ADD VALUE 'new';
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  UPDATE t SET m = 'new' WHERE m = 'sad';
END $$;
CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS $$
  SELECT * FROM t WHERE m = 'new';
$$;
