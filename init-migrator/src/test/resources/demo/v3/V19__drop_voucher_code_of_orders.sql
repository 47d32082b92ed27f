-- init-migrator: after-rollout
-- The version before reads it; this one asks the voucher by which order it was redeemed.
ALTER TABLE shop_order DROP COLUMN voucher_code;
