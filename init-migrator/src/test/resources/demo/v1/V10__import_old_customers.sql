-- The shop's earlier system numbered its customers; their addresses are made from that number here.
INSERT INTO customer (email, full_name, country_code, created_at)
SELECT
  'customer' || n || '@example.com',
  'Customer ' || n,
  (ARRAY['AT', 'BE', 'DE', 'FR', 'NL', 'SE'])[1 + n % 6],
  timestamptz '2024-01-01 00:00:00+00' + n * interval '20 minutes'
FROM generate_series(1, 20000) AS n;
