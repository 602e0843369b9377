-- SQLForeignKeys: keys that refer to a table, keys of a table, or the keys between two.
-- $1 $2 $3 catalog, schema and name of the table that is referred to; name null: any
-- $4 $5 $6 catalog, schema and name of the table that has the foreign key; name null: any
-- Keys that refer to a table are found by their dependency on it: pg_constraint has no index on confrelid.
-- The rows PostgreSQL keeps for each partition of the table referred to are left out; keys of partitions stay.
with pk as (
     select c.oid
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = $3::text
        and c.relkind in ('r', 'p')
        and ($1::text is null or pg_catalog.current_database() = $1::text)
        and ($2::text is null or n.nspname = $2::text)
        and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
      order by pg_catalog.pg_table_is_visible(c.oid) desc, n.nspname
      limit 1),
     fk as (
     select c.oid
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = $6::text
        and c.relkind in ('r', 'p', 'f')
        and ($4::text is null or pg_catalog.current_database() = $4::text)
        and ($5::text is null or n.nspname = $5::text)
        and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
      order by pg_catalog.pg_table_is_visible(c.oid) desc, n.nspname
      limit 1),
     keys as (
     select con.oid
       from fk
       join pg_catalog.pg_constraint con on con.conrelid = fk.oid and con.contype = 'f'
      where $3::text is null or con.confrelid = (select pk.oid from pk)
     union
     select d.objid
       from pk
       join pg_catalog.pg_depend d
         on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = pk.oid
        and d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
       join pg_catalog.pg_constraint con on con.oid = d.objid and con.contype = 'f' and con.confrelid = pk.oid
      where $6::text is null)
select pg_catalog.current_database() as "PKTABLE_CAT",
       pn.nspname as "PKTABLE_SCHEM",
       pc.relname as "PKTABLE_NAME",
       pa.attname as "PKCOLUMN_NAME",
       pg_catalog.current_database() as "FKTABLE_CAT",
       fn.nspname as "FKTABLE_SCHEM",
       fc.relname as "FKTABLE_NAME",
       fa.attname as "FKCOLUMN_NAME",
       k.position as "KEY_SEQ",
       case con.confupdtype when 'c' then 0 when 'r' then 1 when 'n' then 2 when 'd' then 4 else 3 end as "UPDATE_RULE",
       case con.confdeltype when 'c' then 0 when 'r' then 1 when 'n' then 2 when 'd' then 4 else 3 end as "DELETE_RULE",
       con.conname as "FK_NAME",
       i.relname as "PK_NAME",
       case when not con.condeferrable then 7 when con.condeferred then 5 else 6 end as "DEFERRABILITY"
  from keys
  join pg_catalog.pg_constraint con on con.oid = keys.oid
  left join pg_catalog.pg_constraint parent on parent.oid = con.conparentid
  join pg_catalog.pg_class pc on pc.oid = con.confrelid
  join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
  join pg_catalog.pg_class fc on fc.oid = con.conrelid
  join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace
  left join pg_catalog.pg_class i on i.oid = con.conindid
 cross join lateral rows from (pg_catalog.unnest(con.conkey), pg_catalog.unnest(con.confkey))
            with ordinality as k (own, other, position)
  join pg_catalog.pg_attribute pa on pa.attrelid = con.confrelid and pa.attnum = k.other
  join pg_catalog.pg_attribute fa on fa.attrelid = con.conrelid and fa.attnum = k.own
 where parent.oid is null or parent.conrelid <> con.conrelid
 order by case when $3::text is null then pn.nspname else fn.nspname end,
          case when $3::text is null then pc.relname else fc.relname end,
          k.position, con.conname
