-- SQLTables with SQL_ALL_SCHEMAS: every schema but TOAST's and other sessions' temporary ones.
select null::text as "TABLE_CAT",
       n.nspname as "TABLE_SCHEM",
       null::text as "TABLE_NAME",
       null::text as "TABLE_TYPE",
       null::text as "REMARKS"
  from pg_catalog.pg_namespace n
 where n.nspname !~ '^pg_toast'
   and not pg_catalog.pg_is_other_temp_schema(n.oid)
   and (n.nspname !~ '^pg_temp_' or n.oid = pg_catalog.pg_my_temp_schema())
 order by n.nspname
