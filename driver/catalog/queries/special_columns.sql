-- SQLSpecialColumns.
-- $1 catalog, or null   $2 schema, or null: where the search path finds the table   $3 table
-- $4 'key': the best row identifier (the primary key, else the smallest unique index without nulls)
--    'key or ctid': the same, else the place of the row, which holds while the cursor is on it
--    'version': the column that changes whenever the row does
with target as (
     select c.oid, c.relkind
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = $3::text
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and ($1::text is null or pg_catalog.current_database() = $1::text)
        and ($2::text is null or n.nspname = $2::text)
        and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
      order by pg_catalog.pg_table_is_visible(c.oid) desc, n.nspname
      limit 1),
     best as (
     select i.indrelid, i.indnkeyatts, i.indkey
       from target t
       join pg_catalog.pg_index i on i.indrelid = t.oid
      where $4::text in ('key', 'key or ctid')
        and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
        and (i.indisprimary or i.indimmediate)
        and not exists (select 1
                          from pg_catalog.generate_series(1, i.indnkeyatts::integer) as k (position)
                          join pg_catalog.pg_attribute a
                            on a.attrelid = i.indrelid and a.attnum = i.indkey[k.position - 1]
                         where not a.attnotnull)
      order by i.indisprimary desc, i.indnkeyatts, i.indexrelid
      limit 1),
     chosen as (
     select b.indrelid as relid, b.indkey[k.position - 1] as attnum, k.position, 2 as scope, 1 as pseudo
       from best b
      cross join lateral pg_catalog.generate_series(1, b.indnkeyatts::integer) as k (position)
     union all
     select t.oid, (-1)::smallint, 1, 0, 2
       from target t
      where $4::text = 'key or ctid' and t.relkind = 'r' and not exists (select 1 from best)
     union all
     select t.oid, (-2)::smallint, 1, null, 2
       from target t
      where $4::text = 'version' and t.relkind in ('r', 'p'))
select coalesce(b3.oid, b2.oid, b.oid, a.atttypid) as "TYPE_OID",
       case when b3.oid is not null then b2.typtypmod when b2.oid is not null then b.typtypmod
            when b.oid is not null then t.typtypmod else a.atttypmod end as "TYPE_MOD",
       c.scope as "SCOPE",
       a.attname as "COLUMN_NAME",
       coalesce(b3.typname, b2.typname, b.typname, t.typname) as "TYPE_NAME",
       c.pseudo as "PSEUDO_COLUMN"
  from chosen c
  join pg_catalog.pg_attribute a on a.attrelid = c.relid and a.attnum = c.attnum
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
  left join pg_catalog.pg_type b2 on b.typtype = 'd' and b2.oid = b.typbasetype
  left join pg_catalog.pg_type b3 on b2.typtype = 'd' and b3.oid = b2.typbasetype
 order by c.scope, c.position
