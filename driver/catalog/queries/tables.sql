-- SQLTables.  Of each pair one value is given, or neither: no restriction.
-- $1 catalog equals   $2 catalog like
-- $3 schema equals    $4 schema like
-- $5 table equals     $6 table like
-- $7 table types, an array: {TABLE,VIEW}; null: all
select t."TABLE_CAT",
       t."TABLE_SCHEM",
       t."TABLE_NAME",
       t."TABLE_TYPE",
       t."REMARKS"
  from (select pg_catalog.current_database() as "TABLE_CAT",
               n.nspname as "TABLE_SCHEM",
               c.relname as "TABLE_NAME",
               case when n.nspname in ('pg_catalog', 'information_schema') then 'SYSTEM TABLE'
                    when c.relkind = 'v' then 'VIEW'
                    when c.relkind = 'm' then 'MATERIALIZED VIEW'
                    when c.relkind = 'f' then 'FOREIGN TABLE'
                    when c.relpersistence = 't' then 'LOCAL TEMPORARY'
                    else 'TABLE'
               end as "TABLE_TYPE",
               d.description as "REMARKS"
          from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          left join pg_catalog.pg_description d
            on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
         where c.relkind in ('r', 'p', 'v', 'm', 'f')
           and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
           and ($1::text is null or pg_catalog.current_database() = $1::text)
           and ($2::text is null or pg_catalog.current_database() like $2::text)
           and ($3::text is null or n.nspname = $3::text)
           and ($4::text is null or n.nspname like $4::text)
           and ($5::text is null or c.relname = $5::text)
           and ($6::text is null or c.relname like $6::text)) t
 where $7::text[] is null or t."TABLE_TYPE" = any ($7::text[])
 order by t."TABLE_TYPE" collate "C", t."TABLE_SCHEM", t."TABLE_NAME"
