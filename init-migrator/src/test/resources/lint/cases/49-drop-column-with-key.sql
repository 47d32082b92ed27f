-- expected: locks customers too in ACCESS EXCLUSIVE
-- finds: warning dropped-column line 1
-- locks: customers in ACCESS EXCLUSIVE
-- locks: lines in ACCESS EXCLUSIVE
-- applied
CREATE TABLE customers (id int PRIMARY KEY);
CREATE TABLE lines (c int CONSTRAINT f REFERENCES customers);
-- pending
ALTER TABLE lines DROP COLUMN c;
