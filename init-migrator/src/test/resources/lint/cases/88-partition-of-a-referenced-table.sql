-- expected: locks r too in SHARE ROW EXCLUSIVE: its foreign key gets triggers on the new partition
-- finds: warning create-partition-of line 1
-- locks: p in ACCESS EXCLUSIVE
-- locks: r in SHARE ROW EXCLUSIVE
-- applied
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE r (id int REFERENCES p);
-- pending
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (1) TO (10);
