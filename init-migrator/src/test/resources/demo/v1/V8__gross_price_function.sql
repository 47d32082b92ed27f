-- What a customer of that country pays, in cents, rounded half up as the invoice does.
CREATE FUNCTION gross_cents(net_cents bigint, country_code char(2)) RETURNS bigint
  LANGUAGE plpgsql STABLE STRICT
AS $body$
DECLARE
  rate numeric;
BEGIN
  SELECT vat_rate INTO rate FROM country WHERE code = country_code;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no VAT rate for country "%"; add it to the table country', country_code
      USING ERRCODE = 'no_data_found';
  END IF;
  RETURN round(net_cents * (1 + rate / 100));
END;
$body$;
