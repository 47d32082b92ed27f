CREATE TABLE product (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku        text    NOT NULL UNIQUE CHECK (sku ~ '^[A-Z]{3}-[0-9]{4}$'),
  name       text    NOT NULL,
  net_cents  integer NOT NULL CHECK (net_cents >= 0),
  active     boolean NOT NULL DEFAULT true
);
