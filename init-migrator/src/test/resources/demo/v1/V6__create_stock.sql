CREATE TABLE stock (
  product_id  bigint PRIMARY KEY REFERENCES product (id),
  on_hand     integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  reserved    integer NOT NULL DEFAULT 0 CHECK (reserved BETWEEN 0 AND on_hand)
);

INSERT INTO stock (product_id, on_hand)
SELECT id, 10000 FROM product;
