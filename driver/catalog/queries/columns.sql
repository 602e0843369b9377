-- SQLColumns.  Of each pair one value is given, or neither: no restriction.
-- $1 catalog equals   $2 catalog like
-- $3 schema equals    $4 schema like
-- $5 table equals     $6 table like
-- $7 column equals    $8 column like
-- The first two columns are the type, from which DATA_TYPE, COLUMN_SIZE and so on are computed.  Domains are resolved
-- to their base by three joins (a domain over a domain over a domain): a recursive query makes the planner expect so
-- much work that it compiles the plan, which takes longer than everything else.
-- The position counts before the column is chosen, and leaves dropped columns out.
select coalesce(b3.oid, b2.oid, b.oid, c.atttypid) as "TYPE_OID",
       case when b3.oid is not null then b2.typtypmod when b2.oid is not null then b.typtypmod
            when b.oid is not null then t.typtypmod else c.atttypmod end as "TYPE_MOD",
       pg_catalog.current_database() as "TABLE_CAT",
       c.nspname as "TABLE_SCHEM",
       c.relname as "TABLE_NAME",
       c.attname as "COLUMN_NAME",
       coalesce(b3.typname, b2.typname, b.typname, t.typname) as "TYPE_NAME",
       case when c.attnotnull or t.typnotnull or b.typnotnull or b2.typnotnull then 0 else 1 end as "NULLABLE",
       r.description as "REMARKS",
       case when c.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as "COLUMN_DEF",
       c.position as "ORDINAL_POSITION",
       case when c.attnotnull or t.typnotnull or b.typnotnull or b2.typnotnull then 'NO' else 'YES' end as "IS_NULLABLE"
  from (select n.nspname, k.relname, a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod,
               a.attnotnull, a.attgenerated,
               pg_catalog.row_number() over (partition by n.nspname, k.relname order by a.attnum) as position
          from pg_catalog.pg_class k
          join pg_catalog.pg_namespace n on n.oid = k.relnamespace
          join pg_catalog.pg_attribute a on a.attrelid = k.oid and a.attnum > 0 and not a.attisdropped
         where k.relkind in ('r', 'p', 'v', 'm', 'f')
           and (k.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(k.relnamespace))
           and ($1::text is null or pg_catalog.current_database() = $1::text)
           and ($2::text is null or pg_catalog.current_database() like $2::text)
           and ($3::text is null or n.nspname = $3::text)
           and ($4::text is null or n.nspname like $4::text)
           and ($5::text is null or k.relname = $5::text)
           and ($6::text is null or k.relname like $6::text)) c
  join pg_catalog.pg_type t on t.oid = c.atttypid
  left join pg_catalog.pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
  left join pg_catalog.pg_type b2 on b.typtype = 'd' and b2.oid = b.typbasetype
  left join pg_catalog.pg_type b3 on b2.typtype = 'd' and b3.oid = b2.typbasetype
  left join pg_catalog.pg_attrdef d on d.adrelid = c.attrelid and d.adnum = c.attnum
  left join pg_catalog.pg_description r
    on r.objoid = c.attrelid and r.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and r.objsubid = c.attnum
 where ($7::text is null or c.attname = $7::text)
   and ($8::text is null or c.attname like $8::text)
 order by c.nspname, c.relname, c.attnum
