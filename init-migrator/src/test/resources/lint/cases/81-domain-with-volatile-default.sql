-- expected: error table-rewrite: the default of the domain is volatile (filenode changes on 18)
-- finds: error table-rewrite line 1
-- locks: t in ACCESS EXCLUSIVE
-- applied
CREATE DOMAIN key AS uuid DEFAULT gen_random_uuid();
CREATE TABLE t (id int);
-- pending
ALTER TABLE t ADD COLUMN a key;
ALTER TABLE t ADD COLUMN b key DEFAULT NULL;
