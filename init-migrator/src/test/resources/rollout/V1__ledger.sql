-- Every script writes into this table that it ran, and by which session.
CREATE TABLE ledger (
  script   text        NOT NULL,
  backend  integer     NOT NULL DEFAULT pg_backend_pid(),
  ran_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO ledger (script) VALUES ('V1__ledger.sql');
