CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text NOT NULL, cents bigint NOT NULL);
INSERT INTO account (owner, cents) SELECT 'owner ' || n, n FROM generate_series(1, 1000) AS n;
INSERT INTO ledger (script) VALUES ('V2__accounts.sql');
