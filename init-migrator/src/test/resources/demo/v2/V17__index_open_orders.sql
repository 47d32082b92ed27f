CREATE INDEX CONCURRENTLY shop_order_open ON shop_order (placed_at) WHERE status IN ('placed', 'paid');
