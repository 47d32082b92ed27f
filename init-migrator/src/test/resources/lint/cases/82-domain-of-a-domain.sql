-- expected: error: reads the column of a domain over this one too; VALIDATE CONSTRAINT takes the same lock (SHARE on 18)
-- finds: error ban-alter-domain-with-add-constraint line 2
-- locks: t in SHARE
-- applied
CREATE DOMAIN word AS text;
CREATE DOMAIN short_word AS word;
CREATE TABLE t (w short_word);
-- pending
ALTER DOMAIN word ADD CONSTRAINT c CHECK (value <> '') NOT VALID;
ALTER DOMAIN word VALIDATE CONSTRAINT c;
