-- expected: locks only the parent: children that inherit get no index
-- finds: error index-without-concurrently line 1
-- locks: a in SHARE
-- applied
CREATE TABLE a (id int);
CREATE TABLE b () INHERITS (a);
-- pending
CREATE INDEX ON a (id);
