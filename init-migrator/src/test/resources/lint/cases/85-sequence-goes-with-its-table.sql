-- expected: locks t_id_seq
-- finds: warning dropped-column line 1
-- locks: t in ACCESS EXCLUSIVE
-- locks: t_id_seq in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id serial, n int);
-- pending
ALTER TABLE t DROP COLUMN id;
