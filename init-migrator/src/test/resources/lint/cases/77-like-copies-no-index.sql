-- expected: foreign-key-without-index: without INCLUDING INDEXES
-- finds: warning foreign-key-without-index line 1
-- locks: a in SHARE ROW EXCLUSIVE
-- locks: r in SHARE ROW EXCLUSIVE
-- applied
CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE b (id bigint PRIMARY KEY, r bigint NOT NULL);
CREATE INDEX b_r ON b (r);
CREATE TABLE a (LIKE b INCLUDING ALL EXCLUDING INDEXES);
-- pending
ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (r) REFERENCES r NOT VALID;
