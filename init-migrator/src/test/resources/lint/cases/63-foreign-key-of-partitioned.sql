-- expected: another remedy: NOT VALID is refused on a partitioned table before 18
-- finds: error constraint-without-not-valid line 1
-- finds: warning foreign-key-without-index line 1
-- locks: customers in SHARE ROW EXCLUSIVE
-- locks: log in SHARE ROW EXCLUSIVE
-- applied
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE log (id bigint, at date) PARTITION BY RANGE (at);
-- pending
ALTER TABLE log ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES customers;
