CREATE OR REPLACE VIEW rich_account AS SELECT id, owner FROM account WHERE cents > 900;
INSERT INTO ledger (script) VALUES ('R__rich_accounts.sql');
