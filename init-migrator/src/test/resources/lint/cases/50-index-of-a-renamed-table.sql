-- expected: locks posts, not ideas
-- finds: warning drop-index-without-concurrently line 1
-- locks: posts in ACCESS EXCLUSIVE
-- applied
CREATE TABLE ideas (slug text);
CREATE INDEX i ON ideas (slug);
ALTER TABLE ideas RENAME TO posts;
-- pending
DROP INDEX i;
