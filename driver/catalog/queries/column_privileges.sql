-- SQLColumnPrivileges: of one table; a privilege on the table is one on each of its columns.
-- $1 catalog, or null   $2 schema, or null: where the search path finds the table   $3 table
-- $4 column equals, or $5 column like, or neither: no restriction
with target as (
     select c.oid, n.nspname, c.relname, c.relowner, c.relacl
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = $3::text
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and ($1::text is null or pg_catalog.current_database() = $1::text)
        and ($2::text is null or n.nspname = $2::text)
        and (c.relpersistence <> 't' or not pg_catalog.pg_is_other_temp_schema(c.relnamespace))
      order by pg_catalog.pg_table_is_visible(c.oid) desc, n.nspname
      limit 1),
     granted as (
     select a.attname, p.grantor, p.grantee, p.privilege_type, p.is_grantable
       from target t
       join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      cross join lateral (
            select x.grantor, x.grantee, x.privilege_type, x.is_grantable
              from pg_catalog.aclexplode(coalesce(t.relacl, pg_catalog.acldefault('r', t.relowner))) x
             where x.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
            union all
            select y.grantor, y.grantee, y.privilege_type, y.is_grantable
              from pg_catalog.aclexplode(a.attacl) y) p
      where ($4::text is null or a.attname = $4::text)
        and ($5::text is null or a.attname like $5::text))
select pg_catalog.current_database() as "TABLE_CAT",
       t.nspname as "TABLE_SCHEM",
       t.relname as "TABLE_NAME",
       g.attname as "COLUMN_NAME",
       case when g.grantee = t.relowner then '_SYSTEM' else o.rolname::text end collate "C" as "GRANTOR",
       case when g.grantee = 0 then 'PUBLIC' else e.rolname::text end collate "C" as "GRANTEE",
       g.privilege_type as "PRIVILEGE",
       case when g.grantee = t.relowner or pg_catalog.bool_or(g.is_grantable) then 'YES' else 'NO' end as "IS_GRANTABLE"
  from target t
 cross join granted g
  left join pg_catalog.pg_roles o on o.oid = g.grantor
  left join pg_catalog.pg_roles e on e.oid = g.grantee
 where g.grantee = 0 or e.oid is not null
 group by t.nspname, t.relname, t.relowner, g.attname, g.grantor, g.grantee, o.rolname, e.rolname, g.privilege_type
 order by g.attname, g.privilege_type collate "C", "GRANTEE", "GRANTOR"
