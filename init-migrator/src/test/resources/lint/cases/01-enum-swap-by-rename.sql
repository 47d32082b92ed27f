-- expected: error table-rewrite (filenode changes on 15 and 18)
-- finds: error table-rewrite line 3
-- finds: warning changed-type line 3
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TYPE mood AS ENUM ('sad', 'glad', 'old');
CREATE TABLE t (id bigint PRIMARY KEY, m mood);
-- pending
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'glad');
ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood;
DROP TYPE mood_old;
