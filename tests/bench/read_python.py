"""A bulk read through Python: read_python.py pyodbc|arrow-odbc|turbodbc CONNECTION-STRING SQL BATCH"""
import resource
import sys
import time


def by_pyodbc(target, sql, batch):
    import pyodbc
    cursor = pyodbc.connect(target).cursor()
    cursor.arraysize = batch
    yield
    cursor.execute(sql)
    rows = 0
    while part := cursor.fetchmany(batch):
        rows += len(part)
    yield rows


def by_arrow(target, sql, batch):
    from arrow_odbc import read_arrow_batches_from_odbc
    yield
    rows = 0
    for part in read_arrow_batches_from_odbc(query=sql, connection_string=target, batch_size=batch, max_text_size=256):
        rows += part.num_rows
    yield rows


def by_turbodbc(target, sql, batch):
    import turbodbc
    options = turbodbc.make_options(read_buffer_size=turbodbc.Rows(batch))
    cursor = turbodbc.connect(connection_string=target, turbodbc_options=options).cursor()
    yield
    cursor.execute(sql)
    yield sum(part.num_rows for part in cursor.fetcharrowbatches())


def main():
    how, target, sql, batch = sys.argv[1:]
    work = {"pyodbc": by_pyodbc, "arrow-odbc": by_arrow, "turbodbc": by_turbodbc}[how](target, sql, int(batch))
    next(work)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.monotonic(), time.process_time()
    rows = next(work)
    seconds, cpu = time.monotonic() - start, time.process_time() - cpu
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"seconds={seconds:.6f} cpu={cpu:.6f} rows={rows} check={rows} rss={rss} base={base} allocs=0")


main()
