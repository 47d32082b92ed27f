INSERT INTO shop_order (customer_id, status, placed_at, updated_at)
SELECT
  c.id,
  (CASE WHEN c.id % 17 = 0 THEN 'cancelled' WHEN c.id % 5 = 0 THEN 'placed' ELSE 'shipped' END)::order_status,
  c.created_at + interval '1 day',
  c.created_at + interval '3 days'
FROM customer c;

INSERT INTO order_line (order_id, line, product_id, quantity, net_cents)
SELECT o.id, n, p.id, 1 + (o.id + n) % 3, p.net_cents
FROM shop_order o
CROSS JOIN generate_series(1, 3) AS n
JOIN product p ON p.id = 1 + (o.id * 7 + n) % 10;
