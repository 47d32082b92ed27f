-- expected: error or warning: all tables of the schema are gone (pgfence drop-schema, Atlas DS101)
-- finds: warning dropped-cascade line 1
-- locks: app.t in ACCESS EXCLUSIVE
-- applied
CREATE SCHEMA app;
CREATE TABLE app.t (id int);
-- pending
DROP SCHEMA app CASCADE;
