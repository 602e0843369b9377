-- SQLTables with SQL_ALL_CATALOGS: a connection sees one database, so there is one.
select pg_catalog.current_database() as "TABLE_CAT",
       null::text as "TABLE_SCHEM",
       null::text as "TABLE_NAME",
       null::text as "TABLE_TYPE",
       null::text as "REMARKS"
