-- expected: locks v: the trigger refreshes it (18: its file is new)
-- finds: warning refresh-without-concurrently line 2
-- locks: t in ROW EXCLUSIVE
-- locks: v in ACCESS EXCLUSIVE
-- applied
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW v AS SELECT id FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN REFRESH MATERIALIZED VIEW v; RETURN NULL; END';
CREATE TRIGGER t_f AFTER INSERT OR DELETE ON t FOR EACH STATEMENT EXECUTE FUNCTION f();
-- pending
UPDATE t SET id = 1 WHERE id = 2;
DELETE FROM t WHERE id = 3;
