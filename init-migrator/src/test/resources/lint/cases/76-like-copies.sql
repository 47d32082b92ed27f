-- expected: no set-not-null and no table-rewrite: LIKE copies columns and NOT NULL, INCLUDING INDEXES the index of the foreign key
-- locks: a in ACCESS EXCLUSIVE
-- locks: r in SHARE ROW EXCLUSIVE
-- applied
CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE b (id bigint PRIMARY KEY, r bigint NOT NULL, note varchar(9));
CREATE INDEX b_r ON b (r);
CREATE TABLE a (LIKE b INCLUDING ALL);
-- pending
ALTER TABLE a ALTER COLUMN r SET NOT NULL;
ALTER TABLE a ALTER COLUMN note TYPE varchar(18);
ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (r) REFERENCES r NOT VALID;
