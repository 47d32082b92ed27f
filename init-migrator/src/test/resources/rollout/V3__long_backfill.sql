ALTER TABLE account ADD COLUMN euros numeric;
UPDATE account SET euros = cents / 100.0;
SELECT pg_sleep(0.7);
INSERT INTO ledger (script) VALUES ('V3__long_backfill.sql');
