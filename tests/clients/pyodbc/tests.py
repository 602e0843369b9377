"""pyodbc against the local Lakebase.  Prints TAP.

A test is a function below whose name begins with test_; it gets a connection in autocommit.
"""
import datetime
import decimal
import inspect
import os
import sys
import traceback
import uuid

import pyodbc

pyodbc.pooling = False
DSN = "DSN=" + os.environ["LB_TEST_DSN"]
FOX = "José 京 🦊 𠮷"
TABLE = f"pyodbc_{os.getpid()}"


def check(got, want):
    assert got == want, f"expected {want!r}, got {got!r}"


def fails(error, state, call, *args):
    try:
        call(*args)
    except pyodbc.Error as e:
        assert type(e) is error, f"expected {error.__name__}, got {type(e).__name__}: {e}"
        check(e.args[0], state)
        return str(e)
    raise AssertionError(f"expected {error.__name__} {state}, got nothing")


def table(c, columns):
    c.execute(f"drop table if exists {TABLE}")
    c.execute(f"create table {TABLE} ({columns})")


def test_connect_without_a_dsn(c):
    with pyodbc.connect(os.environ["LB_BY_OAUTH"], autocommit=True) as other:
        check(other.execute("select current_user").fetchval(), os.environ["LB_CLIENT_ID"])


def test_connect_with_a_timeout_and_attributes(c):
    other = pyodbc.connect(DSN, timeout=30, readonly=True)
    fails(pyodbc.ProgrammingError, "25006", other.execute, f"create table {TABLE}_ro (a int)")
    other.rollback()
    other.close()


def test_connect_fails(c):
    words = fails(pyodbc.InterfaceError, "28000", pyodbc.connect, DSN + ";ClientSecret=dose-wrong")
    assert "dose-wrong" not in words


def test_ddl_and_insert_with_parameters(c):
    table(c, "id int primary key, t text, n numeric(8,2), d date")
    row = (1, FOX, decimal.Decimal("12.50"), datetime.date(2024, 2, 29))
    check(c.execute(f"insert into {TABLE} values (?, ?, ?, ?)", row).rowcount, 1)
    c.execute(f"insert into {TABLE} values (?, ?, ?, ?)", 2, None, None, None)
    check([tuple(r) for r in c.execute(f"select * from {TABLE} order by id")], [row, (2, None, None, None)])


TYPES = [
    ("true", True), ("(-32768)::int2", -32768), ("2147483647::int4", 2147483647), ("9223372036854775807::int8", 9223372036854775807),
    ("2147483647::oid", 2147483647), ("1.25::float4", 1.25), ("0.1::float8", 0.1),
    ("123.450::numeric(10,3)", decimal.Decimal("123.450")),
    ("12345678901234567890123456789.5::numeric", decimal.Decimal("12345678901234567890123456789.5")),
    ("'12.50'::money", decimal.Decimal("12.50")),
    ("'abc'::char(5)", "abc  "), (f"'{FOX}'::varchar(40)", FOX), (f"'{FOX}'::text", FOX), ("''::text", ""),
    ("'x'::\"char\"", "x"), ("'n'::name", "n"), ("'\\x00ff10'::bytea", b"\x00\xff\x10"), ("''::bytea", b""),
    ("date '2024-02-29'", datetime.date(2024, 2, 29)), ("time '23:59:58'", datetime.time(23, 59, 58)),
    ("timestamp '1999-12-31 23:59:59.000001'", datetime.datetime(1999, 12, 31, 23, 59, 59, 1)),
    ("timestamptz '2024-07-01 12:00:00+00'", datetime.datetime(2024, 7, 1, 12, 0)), ("timetz '12:00:00+02'", "12:00:00+02"),
    ("interval '3 days 04:05:06'", "3 days 04:05:06"),
    ("'00112233-4455-6677-8899-aabbccddeeff'::uuid", "00112233-4455-6677-8899-aabbccddeeff"),
    ("'[1, 2]'::json", "[1, 2]"), ("'{\"a\":null}'::jsonb", '{"a": null}'), ("B'1011'", "1011"), ("B'101'::varbit", "101"),
    ("'192.168.0.1/24'::inet", "192.168.0.1/24"), ("'10.0.0.0/8'::cidr", "10.0.0.0/8"),
    ("'08:00:2b:01:02:03'::macaddr", "08:00:2b:01:02:03"), ("point '(1,2.5)'", "(1,2.5)"), ("array[1,null,3]", "{1,NULL,3}"),
    ("int4range(1,5)", "[1,5)"), ("to_tsvector('simple', 'a b')", "'a':1 'b':2"), ("'0/16B3748'::pg_lsn", "0/16B3748"),
]


def test_every_base_type_and_its_null(c):
    for expression, want in TYPES:
        for _ in range(3):  # text the first time, prepared and binary later
            got, null = c.execute(f"select v, case when false then v end from (select {expression} as v) t").fetchone()
            assert got == want and type(got) is type(want), f"{expression}: expected {want!r}, got {got!r}"
            assert null is None, expression


def test_uuid_objects(c):
    u = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
    pyodbc.native_uuid = True
    try:
        check(c.execute("select cast(? as uuid)", u).fetchval(), u)
    finally:
        pyodbc.native_uuid = False


def test_parameters_of_python_types(c):
    values = [
        (True, "bool"), (-5, "int"), (2 ** 40, "bigint"), (1.5, "float8"), (decimal.Decimal("-0.001"), "numeric"), (FOX, "text"),
        (b"\x00\x01\xff", "bytea"), (datetime.date(2024, 2, 29), "date"), (datetime.time(23, 59, 58), "time"),
        (datetime.datetime(2024, 2, 29, 1, 2, 3, 456789), "timestamp"), (None, "int"), (None, "text"),
    ]
    for value, name in values:
        check(c.execute(f"select cast(? as {name})", value).fetchval(), value)


def test_parameters_without_a_cast(c):
    check(c.execute("select ? + 1", 41).fetchval(), 42)
    check(c.execute("select ? || 'x'", "a").fetchval(), "ax")
    check(c.execute("select id from sales.customers where name = ?", "Ada Lovelace").fetchval(), 1)
    check(c.execute("select count(*) from sales.customers where since < ?", datetime.date(2022, 6, 1)).fetchval(), 2)
    check(c.execute("select count(*) from sales.customers where city = ?", None).fetchval(), 0)


def test_none_in_every_column(c):
    table(c, "i int, n numeric, t text, b bytea, d date, ts timestamp, u uuid, x bool")
    c.execute(f"insert into {TABLE} values (?, ?, ?, ?, ?, ?, ?, ?)", [None] * 8)
    check(tuple(c.execute(f"select * from {TABLE}").fetchone()), (None,) * 8)


def test_executemany(c):
    table(c, "id int primary key, t text")
    c.executemany(f"insert into {TABLE} values (?, ?)", [(i, f"row {i}") for i in range(100)])
    check(tuple(c.execute(f"select count(*), sum(id) from {TABLE}").fetchone()), (100, 4950))


def test_fast_executemany(c):
    table(c, "id int primary key, t text, n numeric(10,2), ts timestamp, f float8")
    when = datetime.datetime(2024, 1, 1, 12, 30, 15, 250000)
    rows = [(i, None if i % 10 == 0 else f"{FOX} {i}", decimal.Decimal(i) / 4, when, i / 2) for i in range(1000)]
    c.fast_executemany = True
    c.executemany(f"insert into {TABLE} values (?, ?, ?, ?, ?)", rows)
    got = [tuple(r) for r in c.execute(f"select * from {TABLE} order by id")]
    check(len(got), 1000)
    for want, row in zip(rows, got):
        check(row, want)


def test_fast_executemany_reports_a_bad_row(c):
    table(c, "id int primary key")
    c.fast_executemany = True
    fails(pyodbc.IntegrityError, "23505", c.executemany, f"insert into {TABLE} values (?)", [(1,), (2,), (1,), (3,)])


def test_two_cursors(c):
    other = c.connection.cursor()
    c.execute("select generate_series(1, 50000)")
    other.execute("select generate_series(1, 50000)")
    for i in range(1, 50001):
        assert c.fetchone()[0] == i and other.fetchone()[0] == i, i
    assert c.fetchone() is None and other.fetchone() is None


def test_autocommit_off(c):
    table(c, "id int primary key")
    with pyodbc.connect(DSN) as other:
        check(other.autocommit, False)
        other.execute(f"insert into {TABLE} values (1)")
        other.rollback()
        other.execute(f"insert into {TABLE} values (2)")
        fails(pyodbc.IntegrityError, "23505", other.execute, f"insert into {TABLE} values (2)")
        other.execute(f"insert into {TABLE} values (3)")  # the error undid its own statement only
        other.commit()
        other.autocommit = True
    check([r[0] for r in c.execute(f"select id from {TABLE} order by id")], [2, 3])


def test_error_classes(c):
    table(c, "id int primary key check (id > 0), t text not null")
    c.execute(f"insert into {TABLE} values (1, 'x')")
    fails(pyodbc.IntegrityError, "23505", c.execute, f"insert into {TABLE} values (1, 'x')")
    fails(pyodbc.IntegrityError, "23502", c.execute, f"insert into {TABLE} values (2, null)")
    fails(pyodbc.IntegrityError, "23514", c.execute, f"insert into {TABLE} values (-2, 'x')")
    fails(pyodbc.ProgrammingError, "42S02", c.execute, "select * from no_such_table")
    fails(pyodbc.ProgrammingError, "42S22", c.execute, "select no_such_column from sales.customers")
    fails(pyodbc.ProgrammingError, "42601", c.execute, "selec")
    fails(pyodbc.DataError, "22012", lambda: c.execute("select 1/0").fetchall())
    check(c.execute("select 1").fetchval(), 1)


def test_messages_hold_what_the_server_said(c):
    words = fails(pyodbc.Error, "P0001", c.execute, f"do $$ begin raise exception 'all about the {FOX}' using hint = 'try it'; end $$")
    assert f"all about the {FOX}" in words and "try it" in words, words


def test_description(c):
    c.execute("select 1::int as i, 'x'::varchar(20) as v, 1.5::numeric(10,2) as n, now()::timestamp as ts, 'a'::text as t")
    check([d[0] for d in c.description], ["i", "v", "n", "ts", "t"])
    check([d[1] for d in c.description], [int, str, decimal.Decimal, datetime.datetime, str])
    check(c.description[1][3], 20)
    check(c.description[2][4:6], (10, 2))


def test_fetchmany_and_friends(c):
    c.execute("select generate_series(1, 10)")
    check([r[0] for r in c.fetchmany(4)], [1, 2, 3, 4])
    c.skip(2)
    check(c.fetchval(), 7)
    check([r[0] for r in c.fetchall()], [8, 9, 10])
    check(c.fetchone(), None)


def test_several_results(c):
    c.execute("select 1; select 'two', 2")
    check(c.fetchall()[0][0], 1)
    check(c.nextset(), True)
    check(tuple(c.fetchall()[0]), ("two", 2))
    check(c.nextset(), False)


def test_long_text(c):
    text = "0123456789abcde🦊" * 330000  # five million characters, six megabytes
    check(c.execute("select length(cast(? as text))", text).fetchval(), len(text))
    got = c.execute("select ?", text).fetchval()
    assert got == text, f"{len(got)} characters"
    check(c.execute("select repeat('🦊', 1000000)").fetchval(), "🦊" * 1000000)


def test_long_bytes(c):
    data = bytes(range(256)) * 20000
    check(c.execute("select length(cast(? as bytea))", pyodbc.Binary(data)).fetchval(), len(data))
    assert c.execute("select cast(? as bytea)", data).fetchval() == data


def test_getinfo(c):
    info = c.connection.getinfo
    check(info(pyodbc.SQL_DBMS_NAME), "PostgreSQL")
    check(info(pyodbc.SQL_DRIVER_NAME), "liblakebaseodbc.so")
    check(info(pyodbc.SQL_IDENTIFIER_QUOTE_CHAR), '"')
    check(info(pyodbc.SQL_MAX_COLUMN_NAME_LEN), 63)
    check(info(pyodbc.SQL_USER_NAME), os.environ["LB_CLIENT_ID"])


def test_catalog(c):
    check([(t.table_name, t.table_type) for t in c.tables(schema="sales")],
          [("customers", "TABLE"), ("orders", "TABLE"), ("products", "TABLE"), ("revenue", "VIEW")])
    columns = [(r.column_name, r.type_name, r.nullable) for r in c.columns(schema="sales", table="customers")]
    check(columns, [("id", "int4", 0), ("name", "varchar", 0), ("city", "varchar", 1), ("country", "varchar", 1), ("since", "date", 0)])
    check([r.column_name for r in c.primaryKeys(schema="sales", table="orders")], ["id"])
    check([(r.pktable_name, r.fkcolumn_name) for r in c.foreignKeys(foreignSchema="sales", foreignTable="orders")],
          [("customers", "customer_id"), ("products", "product")])
    assert "orders_customer" in [r.index_name for r in c.statistics(schema="sales", table="orders")]
    assert len(c.getTypeInfo().fetchall()) > 20


def test_notices_are_no_errors(c):
    c.execute("do $$ begin raise notice 'just saying'; end $$")
    check(c.execute("select 1").fetchval(), 1)


def test_row_counts(c):
    table(c, "a int")
    check(c.execute(f"insert into {TABLE} select generate_series(1, 7)").rowcount, 7)
    check(c.execute(f"update {TABLE} set a = a where a > 5").rowcount, 2)
    check(c.execute(f"delete from {TABLE} where a > 100").rowcount, 0)


def test_query_timeout(c):
    other = pyodbc.connect(DSN, autocommit=True)
    other.timeout = 1
    fails(pyodbc.OperationalError, "HYT00", other.execute, "select pg_sleep(20)")
    check(other.execute("select 1").fetchval(), 1)
    other.close()


def test_unicode_names(c):
    c.execute(f'select 1 as "{FOX}"')
    check(c.description[0][0], FOX)


def main():
    tests = [(n, f) for n, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction) if n.startswith("test_")]
    tests.sort(key=lambda t: t[1].__code__.co_firstlineno)
    failed = 0
    print(f"1..{len(tests)}")
    connection = pyodbc.connect(DSN, autocommit=True)
    for number, (name, test) in enumerate(tests, 1):
        cursor = connection.cursor()
        try:
            test(cursor)
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {name}")
            print("".join("# " + line + "\n" for line in traceback.format_exc()[-3000:].splitlines()), end="", flush=True)
        finally:
            cursor.close()
    connection.execute(f"drop table if exists {TABLE}")
    connection.close()
    return 1 if failed else 0


sys.exit(main())
