CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'cancelled');

CREATE TABLE shop_order (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id  bigint       NOT NULL REFERENCES customer (id),
  status       order_status NOT NULL DEFAULT 'placed',
  placed_at    timestamptz  NOT NULL DEFAULT now(),
  updated_at   timestamptz  NOT NULL DEFAULT now()
);

CREATE TABLE order_line (
  order_id    bigint   NOT NULL REFERENCES shop_order (id) ON DELETE CASCADE,
  line        smallint NOT NULL,
  product_id  bigint   NOT NULL REFERENCES product (id),
  quantity    integer  NOT NULL CHECK (quantity > 0),
  net_cents   integer  NOT NULL,
  PRIMARY KEY (order_id, line)
);
