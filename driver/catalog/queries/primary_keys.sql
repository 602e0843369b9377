-- SQLPrimaryKeys: of one table, INCLUDE columns left out (they are not in conkey).
-- $1 catalog, or null   $2 schema, or null: where the search path finds the table   $3 table
with target as (
     select c.oid, n.nspname, c.relname
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = $3::text
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and ($1::text is null or pg_catalog.current_database() = $1::text)
        and ($2::text is null or n.nspname = $2::text)
        and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
      order by pg_catalog.pg_table_is_visible(c.oid) desc, n.nspname
      limit 1)
select pg_catalog.current_database() as "TABLE_CAT",
       t.nspname as "TABLE_SCHEM",
       t.relname as "TABLE_NAME",
       a.attname as "COLUMN_NAME",
       k.position as "KEY_SEQ",
       con.conname as "PK_NAME"
  from target t
  join pg_catalog.pg_constraint con on con.conrelid = t.oid and con.contype = 'p'
 cross join lateral pg_catalog.unnest(con.conkey) with ordinality as k (attnum, position)
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
 order by k.position
