-- SQLTablePrivileges.  Of each pair one value is given, or neither: no restriction.
-- $1 catalog equals   $2 catalog like
-- $3 schema equals    $4 schema like
-- $5 table equals     $6 table like
-- "For all rows in which the value in the GRANTEE column is the owner of the object, the GRANTOR column will be
-- "_SYSTEM"": the owner needs no grant.  Roles are named by pg_roles, which everybody may read.
select pg_catalog.current_database() as "TABLE_CAT",
       n.nspname as "TABLE_SCHEM",
       c.relname as "TABLE_NAME",
       case when p.grantee = c.relowner then '_SYSTEM' else o.rolname::text end collate "C" as "GRANTOR",
       case when p.grantee = 0 then 'PUBLIC' else e.rolname::text end collate "C" as "GRANTEE",
       p.privilege_type as "PRIVILEGE",
       case when p.grantee = c.relowner or p.is_grantable then 'YES' else 'NO' end as "IS_GRANTABLE"
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 cross join lateral pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) p
  left join pg_catalog.pg_roles o on o.oid = p.grantor
  left join pg_catalog.pg_roles e on e.oid = p.grantee
 where c.relkind in ('r', 'p', 'v', 'm', 'f')
   and (p.grantee = 0 or e.oid is not null)
   and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
   and ($1::text is null or pg_catalog.current_database() = $1::text)
   and ($2::text is null or pg_catalog.current_database() like $2::text)
   and ($3::text is null or n.nspname = $3::text)
   and ($4::text is null or n.nspname like $4::text)
   and ($5::text is null or c.relname = $5::text)
   and ($6::text is null or c.relname like $6::text)
 order by n.nspname, c.relname, p.privilege_type collate "C", "GRANTEE", "GRANTOR"
