alter table orders add column customer text;
