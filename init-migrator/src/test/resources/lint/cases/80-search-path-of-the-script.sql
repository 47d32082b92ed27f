-- expected: no finding: the table in the first schema of the search path is meant
-- locks: app.t in ACCESS EXCLUSIVE
-- applied
CREATE SCHEMA app;
CREATE TABLE app.t (id int NOT NULL, v varchar(9));
CREATE TABLE t (id int, v text);
-- pending
SET search_path = app;
ALTER TABLE t ALTER COLUMN v TYPE varchar(18);
ALTER TABLE t ALTER COLUMN id SET NOT NULL;
