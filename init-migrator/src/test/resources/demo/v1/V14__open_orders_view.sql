CREATE VIEW open_order AS
SELECT
  o.id,
  o.placed_at,
  c.email,
  c.country_code,
  sum(l.quantity * l.net_cents)                                  AS net_cents,
  gross_cents(sum(l.quantity * l.net_cents), c.country_code)     AS gross_cents
FROM shop_order o
JOIN customer c ON c.id = o.customer_id
JOIN order_line l ON l.order_id = o.id
WHERE o.status IN ('placed', 'paid')
GROUP BY o.id, c.id;
