ALTER TABLE voucher ADD COLUMN redeemed_at timestamptz;
