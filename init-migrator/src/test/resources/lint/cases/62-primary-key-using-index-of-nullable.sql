-- expected: error set-not-null: reads all of n under ACCESS EXCLUSIVE (seq_scan counts on 15 and 18); the remedy of constraint-without-index leads here
-- finds: error set-not-null line 1
-- locks: n in ACCESS EXCLUSIVE
-- applied
CREATE TABLE n (a int);
CREATE UNIQUE INDEX n_a ON n (a);
-- pending
ALTER TABLE n ADD PRIMARY KEY USING INDEX n_a;
