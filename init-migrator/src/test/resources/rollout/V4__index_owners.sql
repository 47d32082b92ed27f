CREATE INDEX CONCURRENTLY account_owner ON account (owner);
