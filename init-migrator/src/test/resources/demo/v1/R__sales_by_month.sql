-- Repeatable: runs again whenever this file changes.
CREATE OR REPLACE VIEW sales_by_month AS
SELECT
  date_trunc('month', p.paid_at) AS month,
  count(*)                       AS payments,
  sum(p.cents)                   AS cents
FROM payment p
GROUP BY 1;
