CREATE FUNCTION transfer(source bigint, target bigint, amount bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE account SET cents = cents - amount WHERE id = source;
  UPDATE account SET cents = cents + amount WHERE id = target;
END;
$$;
SELECT pg_sleep(0.7);
INSERT INTO ledger (script) VALUES ('V5__transfer_function.sql');
