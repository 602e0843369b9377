-- SQLProcedureColumns, in the order of a call: return value, parameters, columns of the result.
-- Of each pair one value is given, or neither: no restriction.
-- $1 catalog equals     $2 catalog like
-- $3 schema equals      $4 schema like
-- $5 procedure equals   $6 procedure like
-- $7 column equals      $8 column like
-- COLUMN_TYPE: 1 input, 2 input/output, 3 result column, 4 output, 5 return value.
with chosen as (
     select p.oid, n.nspname, p.proname, p.prokind, p.proretset, p.prorettype, p.proargmodes, p.proargnames,
            p.pronargs, p.pronargdefaults, coalesce(p.proallargtypes, p.proargtypes::oid[]) as argtypes,
            r.typrelid, r.typtype
       from pg_catalog.pg_proc p
       join pg_catalog.pg_namespace n on n.oid = p.pronamespace
       join pg_catalog.pg_type r on r.oid = p.prorettype
      where p.prokind in ('f', 'p')
        and p.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
        and ($1::text is null or pg_catalog.current_database() = $1::text)
        and ($2::text is null or pg_catalog.current_database() like $2::text)
        and ($3::text is null or n.nspname = $3::text)
        and ($4::text is null or n.nspname like $4::text)
        and ($5::text is null or p.proname = $5::text)
        and ($6::text is null or p.proname like $6::text)),
     parts as (
     -- what a function returns, unless its parameters or the columns of its type say so
     select p.oid, case when p.proretset then 3 else 0 end as part,
            case when p.proretset then 1 else 0 end as position,
            case when p.proretset then 3 else 5 end as kind,
            case when p.proretset then p.proname else '' end as name,
            p.prorettype as type, -1 as typmod, null::text as def
       from chosen p
      where p.prokind = 'f' and p.typtype <> 'c'
        and p.prorettype <> 'pg_catalog.void'::pg_catalog.regtype
        and not coalesce(p.proargmodes && '{o,b,t}'::"char"[], false)
     union all
     select p.oid, 1, a.position::integer,
            case coalesce(a.mode, 'i') when 'o' then 4 when 'b' then 2 else 1 end,
            coalesce(a.name, ''), a.type, -1,
            case when p.pronargdefaults > 0 then pg_catalog.pg_get_function_arg_default(p.oid, a.position::integer) end
       from chosen p
      cross join lateral rows from (pg_catalog.unnest(p.argtypes), pg_catalog.unnest(p.proargmodes),
                                    pg_catalog.unnest(p.proargnames))
                 with ordinality as a (type, mode, name, position)
      where coalesce(a.mode, 'i') <> 't' and a.type is not null
     union all
     select p.oid, 3, pg_catalog.row_number() over (partition by p.oid order by a.position)::integer,
            3, coalesce(a.name, ''), a.type, -1, null
       from chosen p
      cross join lateral rows from (pg_catalog.unnest(p.argtypes), pg_catalog.unnest(p.proargmodes),
                                    pg_catalog.unnest(p.proargnames))
                 with ordinality as a (type, mode, name, position)
      where a.mode = 't'
     union all
     select p.oid, 3, pg_catalog.row_number() over (partition by p.oid order by a.attnum)::integer,
            3, a.attname, a.atttypid, a.atttypmod, null
       from chosen p
       join pg_catalog.pg_attribute a on a.attrelid = p.typrelid and a.attnum > 0 and not a.attisdropped
      where p.prokind = 'f' and p.typtype = 'c'
        and not coalesce(p.proargmodes && '{o,b,t}'::"char"[], false))
select coalesce(b3.oid, b2.oid, b.oid, x.type) as "TYPE_OID",
       case when b3.oid is not null then b2.typtypmod when b2.oid is not null then b.typtypmod
            when b.oid is not null then t.typtypmod else x.typmod end as "TYPE_MOD",
       pg_catalog.current_database() as "PROCEDURE_CAT",
       p.nspname as "PROCEDURE_SCHEM",
       p.proname as "PROCEDURE_NAME",
       x.name as "COLUMN_NAME",
       x.kind as "COLUMN_TYPE",
       coalesce(b3.typname, b2.typname, b.typname, t.typname) as "TYPE_NAME",
       1 as "NULLABLE",
       null::text as "REMARKS",
       x.def as "COLUMN_DEF",
       x.position as "ORDINAL_POSITION",
       'YES' as "IS_NULLABLE"
  from chosen p
  join parts x on x.oid = p.oid
  join pg_catalog.pg_type t on t.oid = x.type
  left join pg_catalog.pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
  left join pg_catalog.pg_type b2 on b.typtype = 'd' and b2.oid = b.typbasetype
  left join pg_catalog.pg_type b3 on b2.typtype = 'd' and b3.oid = b2.typbasetype
 where ($7::text is null or x.name = $7::text)
   and ($8::text is null or x.name like $8::text)
 order by p.nspname, p.proname, p.oid, x.part, x.position
