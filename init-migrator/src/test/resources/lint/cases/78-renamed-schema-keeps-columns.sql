-- expected: no finding: the columns are known under the new name of the schema
-- locks: app.t in ACCESS EXCLUSIVE
-- applied
CREATE SCHEMA old;
CREATE TABLE old.t (id int NOT NULL, v varchar(9));
ALTER SCHEMA old RENAME TO app;
-- pending
ALTER TABLE app.t ALTER COLUMN v TYPE varchar(18);
ALTER TABLE app.t ALTER COLUMN id SET NOT NULL;
