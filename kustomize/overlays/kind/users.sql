create role migrator login password 'only-for-kind';
create role shop login password 'only-for-kind';
alter database shop owner to migrator;
grant all on schema public to migrator;
