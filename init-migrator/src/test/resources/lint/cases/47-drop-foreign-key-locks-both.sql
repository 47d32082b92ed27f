-- expected: locks customers and lines in ACCESS EXCLUSIVE
-- locks: customers in ACCESS EXCLUSIVE
-- locks: lines in ACCESS EXCLUSIVE
-- applied
CREATE TABLE customers (id int PRIMARY KEY);
CREATE TABLE lines (c int CONSTRAINT f REFERENCES customers);
-- pending
ALTER TABLE lines DROP CONSTRAINT f;
