-- SQLTables with SQL_ALL_TABLE_TYPES: the types that tables.sql can return.
select null::text as "TABLE_CAT",
       null::text as "TABLE_SCHEM",
       null::text as "TABLE_NAME",
       t.name as "TABLE_TYPE",
       null::text as "REMARKS"
  from (values (1, 'FOREIGN TABLE'),
               (2, 'LOCAL TEMPORARY'),
               (3, 'MATERIALIZED VIEW'),
               (4, 'SYSTEM TABLE'),
               (5, 'TABLE'),
               (6, 'VIEW')) as t (position, name)
 order by t.position
