CREATE FUNCTION touch_updated_at() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

CREATE TRIGGER shop_order_touch
  BEFORE UPDATE ON shop_order
  FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
