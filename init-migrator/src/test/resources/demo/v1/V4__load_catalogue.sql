INSERT INTO product (sku, name, net_cents) VALUES
  ('MUG-0001', 'Mug; plain',            790),
  ('MUG-0002', 'Mug, "limited" edition', 1290),
  ('TEE-0001', 'T-shirt S',             1650),
  ('TEE-0002', 'T-shirt M',             1650),
  ('TEE-0003', 'T-shirt L',             1650),
  ('BAG-0001', 'Tote bag -- organic',    990),
  ('PEN-0001', 'Pen, it''s blue',        190),
  ('NBK-0001', 'Notebook A5',            650),
  ('NBK-0002', 'Notebook A4',            890),
  ('STK-0001', 'Stickers, 20 pieces',    350);
