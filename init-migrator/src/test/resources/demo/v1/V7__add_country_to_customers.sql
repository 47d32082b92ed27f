ALTER TABLE customer ADD COLUMN country_code char(2) NOT NULL DEFAULT 'DE' REFERENCES country (code);
ALTER TABLE customer ALTER COLUMN country_code DROP DEFAULT;
