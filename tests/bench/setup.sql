-- What the works read and write; :rows, :numbers, :wide, :long, :tables are set by tests/bench/run.
set client_min_messages = warning;
drop schema if exists bench cascade;
create schema bench;
create table bench.rows as
	select i::int4 a, i::int8 * 1000 b, i::float8 / 7 c, 'row number ' || lpad(i::text, 9, '0') d,
	       timestamp '2024-01-01' + i * interval '1.1 second' e
	  from generate_series(1, :rows) i;
create index on bench.rows (a);
create table bench.numbers as select (i * 12345.6789)::numeric(18, 4) n from generate_series(1, :numbers) i;
create table bench.long as
	select repeat(md5(i::text), 32) t, decode(repeat(md5(i::text), 64), 'hex') b from generate_series(1, :long) i;
select format('create table bench.wide as select %s from generate_series(1, %s) i',
	(select string_agg(format('(i + %s)::int4 as c%s', c, c), ', ') from generate_series(1, 100) c), :wide) \gexec
create table bench.target (a int4 constraint positive check (a >= 0), b int8, c float8, d text, e timestamp);
create table bench.keyed (a int4 primary key, b int8);
vacuum analyze bench.rows, bench.numbers, bench.long, bench.wide;

select coalesce((select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
		  where n.nspname = 'bench_many' and c.relkind = 'r'), 0) <> :tables as changed \gset
\if :changed
create schema if not exists bench_many;
set search_path = bench_many;
select format('drop table t%s cascade', i) from generate_series(0, 20000) i
 where to_regclass(format('bench_many.t%s', i)) is not null
 order by i desc \gexec
create table t0 (id int primary key, name varchar(40) unique);
select format('create table t%s (id int primary key, other int references t0, name varchar(40) not null, price numeric(12, 2), at timestamptz)', i),
       format('create index on t%s (name)', i)
  from generate_series(1, :tables - 1) i \gexec
analyze;
\endif
