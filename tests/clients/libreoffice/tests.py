# LibreOffice Base over its own API (UNO), in an office without a window and with a profile of its own.  Prints TAP.
#
# LibreOffice reads with SQLFetchScroll and bookmarks, writes with statements that it makes from the primary key, and
# takes the types of a new table from SQLGetTypeInfo.  Without CharSet it sends narrow text in the locale's encoding.
import os
import subprocess
import sys
import time
import traceback

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sdbc import SQLException
from com.sun.star.sdbc.ResultSetConcurrency import UPDATABLE
from com.sun.star.sdbc.ResultSetType import SCROLL_INSENSITIVE, SCROLL_SENSITIVE
from com.sun.star.util import Date, DateTime

DSN = os.environ["LB_TEST_DSN"]
TABLE = "lo_%d" % os.getpid()
CATALOG = "databricks_postgres"
FOX = "José 京 🦊"


def start_office(profile):
    pipe = "lakebase%d" % os.getpid()
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", "-env:UserInstallation=file://" + profile,
         "--accept=pipe,name=%s;urp;" % pipe], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            return office, resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            time.sleep(0.1)
    office.kill()
    raise SystemExit("LibreOffice does not answer")


def setting(name, value):
    return PropertyValue(Name=name, Value=value)


def rows(result, columns):
    out = []
    while result.next():
        out.append([result.getString(i + 1) for i in range(columns)])
    return out


class Office:
    def __init__(self, context):
        self.context = context
        self.make = lambda service: context.ServiceManager.createInstanceWithContext(service, context)
        source = self.make("com.sun.star.sdb.DatabaseContext").createInstance()
        source.URL = "sdbc:odbc:" + DSN
        source.Info = (setting("CharSet", "UTF-8"),)
        self.connection = source.getConnection("", "")
        self.statement = self.connection.createStatement()

    def row_set(self, command, kind=0):
        """A form's rows; kind 0 is a table, 2 a query."""
        made = self.make("com.sun.star.sdb.RowSet")
        made.ActiveConnection = self.connection
        made.CommandType = kind
        made.Command = command
        made.execute()
        return made

    def table(self, columns="id integer primary key, t text, n numeric(10,2), d date, ts timestamp, b boolean, x float8"):
        self.statement.executeUpdate("drop table if exists " + TABLE)
        self.statement.executeUpdate("create table %s (%s)" % (TABLE, columns))
        self.connection.getTables().refresh()
        return "%s.public.%s" % (CATALOG, TABLE)

    def one(self, sql):
        result = self.statement.executeQuery(sql)
        assert result.next(), sql
        return result.getString(1)


def equal(got, want):
    assert got == want, "expected %r, got %r" % (want, got)


def test_what_the_navigator_shows(o):
    names = [n for n in o.connection.getTables().getElementNames() if n.startswith(CATALOG + ".sales.")]
    equal(names, [CATALOG + ".sales." + n for n in ("customers", "orders", "products", "revenue")])
    columns = rows(o.connection.getMetaData().getColumns(None, "sales", "customers", "%"), 4)
    equal([c[3] for c in columns], ["id", "name", "city", "country", "since"])
    keys = rows(o.connection.getMetaData().getPrimaryKeys(None, "sales", "customers"), 4)
    equal([k[3] for k in keys], ["id"])


def test_every_answer_about_the_data_source(o):
    """Dozens of SQLGetInfo; one that fails would make Base hide what it stands for."""
    data = o.connection.getMetaData()
    for name in dir(data):
        if name.startswith(("supports", "stores", "getMax", "nulls", "uses")) and not name.startswith(
                ("supportsConvert", "supportsResultSet", "supportsTransactionIsolationLevel")):
            getattr(data, name)()
    equal(data.getDatabaseProductName(), "PostgreSQL")


def test_parameters_of_every_kind(o):
    o.table()
    p = o.connection.prepareStatement("insert into %s values (?,?,?,?,?,?,?)" % TABLE)
    for i, text in ((1, FOX), (2, "b" * 50000)):
        p.setInt(1, i), p.setString(2, text), p.setString(3, "1.50"), p.setDate(4, Date(29, 2, 2024))
        p.setTimestamp(5, DateTime(500000000, 5, 4, 3, 2, 1, 2024, False)), p.setBoolean(6, True), p.setDouble(7, 2.5)
        equal(p.executeUpdate(), 1)
    p.setInt(1, 3)
    for i, sql_type in ((2, 12), (3, 2), (4, 91), (5, 93), (6, 16), (7, 8)):
        p.setNull(i, sql_type)
    equal(p.executeUpdate(), 1)
    got = rows(o.statement.executeQuery("select * from %s order by id" % TABLE), 7)
    equal(got[0][:4], ["1", FOX, "1.50", "2024-02-29"])
    assert got[0][4].startswith("2024-01-02 03:04:05.5"), got[0]
    equal(len(got[1][1]), 50000)
    equal(got[2], ["3"] + [""] * 6)


def test_scrolling_by_bookmarks(o):
    s = o.connection.createStatement()
    s.UseBookmarks = True
    s.ResultSetType = SCROLL_INSENSITIVE
    r = s.executeQuery("select generate_series(1, 5)")
    equal((r.last(), r.getInt(1), r.first(), r.getInt(1), r.absolute(3), r.getInt(1), r.previous(), r.getInt(1), r.getRow()),
          (True, 5, True, 1, True, 3, True, 2, 2))


def test_a_form_changes_rows(o):
    form_table = o.table()
    o.statement.executeUpdate("insert into %s (id, t) values (1, 'one'), (2, 'two')" % TABLE)
    form = o.row_set(form_table)
    assert form.absolute(1)
    form.updateString(2, FOX)
    form.updateRow()
    form.moveToInsertRow()
    form.updateInt(1, 77), form.updateString(2, "new"), form.updateString(3, "3.25")
    form.insertRow()
    assert form.absolute(2)
    form.deleteRow()
    got = rows(o.statement.executeQuery("select id, t, n from %s order by id" % TABLE), 3)
    equal(got, [["1", FOX, ""], ["77", "new", "3.25"]])


def test_a_result_set_changes_rows(o):
    """The driver's own result sets: SQLBulkOperations by bookmark with long text at execution, SQLSetPos to delete."""
    o.table()
    o.statement.executeUpdate("insert into %s (id, t) values (1, 'one'), (2, 'two'), (3, 'three')" % TABLE)
    manager = o.make("com.sun.star.sdbc.DriverManager")
    connection = manager.getConnectionWithInfo("sdbc:odbc:" + DSN, (setting("CharSet", "UTF-8"),))
    s = connection.createStatement()
    s.ResultSetType, s.ResultSetConcurrency, s.UseBookmarks = SCROLL_SENSITIVE, UPDATABLE, True
    r = s.executeQuery("select id, t, n from %s order by id" % TABLE)
    assert r.next()
    r.updateString(2, "long " * 1000), r.updateDouble(3, 7.25)
    r.updateRow()
    equal(len(r.getString(2)), 5000)
    assert r.absolute(3)
    r.deleteRow()
    r.moveToInsertRow()
    r.updateInt(1, 77), r.updateString(2, FOX), r.updateNull(3)
    r.insertRow()
    connection.close()
    got = rows(o.statement.executeQuery("select id, length(t), n from %s order by id" % TABLE), 3)
    equal(got, [["1", "5000", "7.25"], ["2", "3", ""], ["77", str(len(FOX)), ""]])


def test_the_table_designer(o):
    tables = o.connection.getTables()
    name = TABLE + "_designed"
    made = tables.createDataDescriptor()
    made.CatalogName, made.SchemaName, made.Name = CATALOG, "public", name
    for column, sql_type, type_name, precision in (("id", 4, "int4", 0), ("word", 12, "varchar", 30)):
        c = made.getColumns().createDataDescriptor()
        c.Name, c.Type, c.TypeName, c.Precision = column, sql_type, type_name, precision
        made.getColumns().appendByDescriptor(c)
    tables.appendByDescriptor(made)
    full = "%s.public.%s" % (CATALOG, name)
    assert full in tables.getElementNames()
    equal(o.one("select character_maximum_length from information_schema.columns"
                " where table_name = '%s' and column_name = 'word'" % name), "30")
    tables.dropByName(full)
    equal(o.one("select count(*) from information_schema.tables where table_name = '%s'" % name), "0")


def test_a_query_in_its_own_grammar(o):
    """Base takes the statement apart and writes it anew, with ODBC's escapes."""
    q = o.row_set('SELECT "country", COUNT(*) AS "n" FROM "sales"."customers" WHERE "since" > {d \'2022-01-01\'} '
                  'GROUP BY "country" ORDER BY "country"', 2)
    want = rows(o.statement.executeQuery("select country, count(*) from sales.customers where since > '2022-01-01'"
                                         " group by 1 order by country"), 2)
    equal(rows(q, 2), want)


def test_an_error_is_the_servers(o):
    try:
        o.statement.executeQuery("select nope")
    except SQLException as e:
        assert 'column "nope" does not exist' in e.Message, e.Message
        equal(e.SQLState, "42S22")
    else:
        raise AssertionError("no exception")
    equal(o.one("select 1"), "1")


def main():
    office, context = start_office(sys.argv[1])
    failed = 0
    tests = [(n[5:], f) for n, f in globals().items() if n.startswith("test_")]
    try:
        o = Office(context)
        for i, (name, run) in enumerate(tests, 1):
            try:
                run(o)
                print("ok %d - %s" % (i, name), flush=True)
            except Exception:
                failed += 1
                print("not ok %d - %s\n# %s" % (i, name, traceback.format_exc().replace("\n", "\n# ")), flush=True)
        o.statement.executeUpdate("drop table if exists " + TABLE)
        o.connection.close()
        print("1..%d" % len(tests))
    finally:
        try:
            context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
        except Exception:
            pass  # the office goes away before it answers
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()
    sys.exit(1 if failed else 0)


main()
