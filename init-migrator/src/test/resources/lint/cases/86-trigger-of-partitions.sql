-- expected: locks the partition: a row trigger is on it too; not for one of statements
-- locks: log in ACCESS EXCLUSIVE
-- locks: log_1 in ACCESS EXCLUSIVE
-- applied
CREATE TABLE log (id int) PARTITION BY RANGE (id);
CREATE TABLE log_1 PARTITION OF log DEFAULT;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER each AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER once AFTER INSERT ON log EXECUTE FUNCTION f();
-- pending
DROP TRIGGER each ON log;
