-- Must not block the shop: builds beside running writes, and cannot run inside a transaction.
CREATE INDEX CONCURRENTLY shop_order_customer_placed ON shop_order (customer_id, placed_at DESC);
