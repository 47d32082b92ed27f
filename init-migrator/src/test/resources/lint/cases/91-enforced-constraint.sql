-- expected: error: all rows are checked
-- finds: error constraint-without-not-valid line 1
-- locks: r in SHARE ROW EXCLUSIVE
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT f REFERENCES r NOT ENFORCED);
-- pending
ALTER TABLE t ALTER CONSTRAINT f ENFORCED;
