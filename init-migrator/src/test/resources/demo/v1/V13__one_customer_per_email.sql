ALTER TABLE customer ADD CONSTRAINT customer_email_shape CHECK (email LIKE '%_@_%') NOT VALID;
ALTER TABLE customer VALIDATE CONSTRAINT customer_email_shape;

CREATE UNIQUE INDEX customer_email ON customer (lower(email));
