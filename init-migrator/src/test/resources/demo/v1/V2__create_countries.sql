CREATE TABLE country (
  code      char(2) PRIMARY KEY,
  name      text    NOT NULL UNIQUE,
  vat_rate  numeric(4, 2) NOT NULL CHECK (vat_rate BETWEEN 0 AND 50)
);

INSERT INTO country (code, name, vat_rate) VALUES
  ('AT', 'Austria',     20.00),
  ('BE', 'Belgium',     21.00),
  ('DE', 'Germany',     19.00),
  ('DK', 'Denmark',     25.00),
  ('ES', 'Spain',       21.00),
  ('FR', 'France',      20.00),
  ('IE', 'Ireland',     23.00),
  ('IT', 'Italy',       22.00),
  ('NL', 'Netherlands', 21.00),
  ('PL', 'Poland',      23.00),
  ('PT', 'Portugal',    23.00),
  ('SE', 'Sweden',      25.00);
