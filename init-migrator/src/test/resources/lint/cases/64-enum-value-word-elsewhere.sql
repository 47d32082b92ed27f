-- expected: no enum-value-used: a text column happens to get the same word
-- locks: audit in ROW EXCLUSIVE
-- applied
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE audit (what text);
-- pending
ALTER TYPE mood ADD VALUE 'active';
INSERT INTO audit (what) VALUES ('active');
