-- expected: warnings dropped-column and changed-type: all values are lost and the type is another one
-- finds: warning changed-type line 1
-- finds: warning dropped-column line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id bigint PRIMARY KEY, state text);
CREATE TYPE st AS ENUM ('on');
-- pending
ALTER TABLE t DROP COLUMN state, ADD COLUMN state st NOT NULL DEFAULT 'on';
