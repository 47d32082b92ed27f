CREATE TABLE payment (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id   bigint      NOT NULL REFERENCES shop_order (id),
  provider   text        NOT NULL CHECK (provider IN ('card', 'transfer', 'invoice')),
  cents      bigint      NOT NULL CHECK (cents > 0),
  paid_at    timestamptz NOT NULL
);

INSERT INTO payment (order_id, provider, cents, paid_at)
SELECT
  o.id,
  'card',
  gross_cents(sum(l.quantity * l.net_cents), c.country_code),
  o.placed_at + interval '5 minutes'
FROM shop_order o
JOIN customer c ON c.id = o.customer_id
JOIN order_line l ON l.order_id = o.id
WHERE o.status = 'shipped'
GROUP BY o.id, c.id;

CREATE INDEX payment_order ON payment (order_id);
