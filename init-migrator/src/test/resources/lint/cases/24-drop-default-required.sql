-- expected: warning: the old version that leaves the column out fails (GitLab)
-- finds: warning dropped-default line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id int, a int NOT NULL DEFAULT 0);
-- pending
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
