-- SQLProcedures: functions and procedures; no aggregates, window functions or trigger functions: none can be called.
-- Of each pair one value is given, or neither: no restriction.
-- $1 catalog equals     $2 catalog like
-- $3 schema equals      $4 schema like
-- $5 procedure equals   $6 procedure like
select pg_catalog.current_database() as "PROCEDURE_CAT",
       n.nspname as "PROCEDURE_SCHEM",
       p.proname as "PROCEDURE_NAME",
       p.pronargs as "NUM_INPUT_PARAMS",
       coalesce(pg_catalog.cardinality(pg_catalog.array_positions(p.proargmodes, 'o'::"char")), 0)
         + coalesce(pg_catalog.cardinality(pg_catalog.array_positions(p.proargmodes, 'b'::"char")), 0)
         as "NUM_OUTPUT_PARAMS",
       case when p.proretset then 1 else 0 end as "NUM_RESULT_SETS",
       d.description as "REMARKS",
       case when p.prokind = 'p' then 1 else 2 end as "PROCEDURE_TYPE"
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  left join pg_catalog.pg_description d
    on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objsubid = 0
 where p.prokind in ('f', 'p')
   and p.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
   and ($1::text is null or pg_catalog.current_database() = $1::text)
   and ($2::text is null or pg_catalog.current_database() like $2::text)
   and ($3::text is null or n.nspname = $3::text)
   and ($4::text is null or n.nspname like $4::text)
   and ($5::text is null or p.proname = $5::text)
   and ($6::text is null or p.proname like $6::text)
 order by n.nspname, p.proname, p.oid
