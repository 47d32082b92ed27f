-- expected: warning: the old version writes the old value (strong_migrations)
-- finds: warning renamed-enum-value line 1
-- applied
CREATE TYPE mood AS ENUM ('sad');
-- pending
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
