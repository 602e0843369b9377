-- SQLStatistics: one row for the table, then one for each key column of its indexes.
-- $1 catalog, or null   $2 schema, or null: where the search path finds the table   $3 table
-- $4 'unique': unique indexes only; null: all
-- CARDINALITY counts distinct values, which is the number of entries for unique indexes only.
with target as (
     select c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages
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
       s.nspname as "TABLE_SCHEM",
       s.relname as "TABLE_NAME",
       s.non_unique as "NON_UNIQUE",
       s.qualifier as "INDEX_QUALIFIER",
       s.index_name as "INDEX_NAME",
       s.type as "TYPE",
       s.position as "ORDINAL_POSITION",
       s.column_name as "COLUMN_NAME",
       s.direction as "ASC_OR_DESC",
       s.cardinality as "CARDINALITY",
       s.pages as "PAGES",
       s.filter as "FILTER_CONDITION"
  from (select t.nspname, t.relname,
               null::integer as non_unique, null::name as qualifier, null::name as index_name,
               0 as type, null::integer as position, null::text as column_name, null::text as direction,
               case when t.reltuples >= 0 and t.relkind in ('r', 'p', 'm')
                    then least(t.reltuples::double precision, 2147483647)::integer end as cardinality,
               case when t.relkind in ('r', 'm') then t.relpages end as pages,
               null::text as filter
          from target t
         where t.relkind <> 'v'
        union all
        select t.nspname, t.relname,
               case when i.indisunique then 0 else 1 end, n.nspname, x.relname,
               case when i.indisclustered then 1 when am.amname = 'hash' then 2 else 3 end,
               k.position,
               -- not a join: the planner expects a thousand positions, and would read all of pg_attribute for them
               coalesce((select a.attname::text
                           from pg_catalog.pg_attribute a
                          where a.attrelid = t.oid and a.attnum = i.indkey[k.position - 1] and a.attnum <> 0),
                        pg_catalog.pg_get_indexdef(i.indexrelid, k.position, false)),
               case when am.amname = 'btree'
                    then case when i.indoption[k.position - 1]::integer & 1 = 1 then 'D' else 'A' end end,
               case when i.indisunique and i.indpred is null and x.reltuples >= 0 and x.relkind = 'i'
                    then least(x.reltuples::double precision, 2147483647)::integer end,
               case when x.relkind = 'i' then x.relpages end,
               pg_catalog.pg_get_expr(i.indpred, i.indrelid)
          from target t
          join pg_catalog.pg_index i on i.indrelid = t.oid and i.indislive and (i.indisunique or $4::text is null)
          join pg_catalog.pg_class x on x.oid = i.indexrelid
          join pg_catalog.pg_namespace n on n.oid = x.relnamespace
          join pg_catalog.pg_am am on am.oid = x.relam
         cross join lateral pg_catalog.generate_series(1, i.indnkeyatts::integer) as k (position)) s
 order by s.non_unique nulls first, s.type, s.qualifier, s.index_name, s.position
