"""An endpoint that takes its time to wake, as clients see it.  Prints TAP.  A test is a function whose name begins with test_."""
import inspect
import os
import re
import subprocess
import sys
import threading
import time
import traceback

import pyodbc

pyodbc.pooling = False
DSN = "DSN=" + os.environ["LB_TEST_DSN"]
WAKE = float(os.environ.get("LB_WAKE_SECONDS", "4"))
LATE = WAKE + 15  # a busy machine
POOL = 20
OTHERS = {k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}  # the local Lakebase is no client


def control(*words):
    return subprocess.run([os.environ["LB_CONTROL"], *words], env=OTHERS, check=True, capture_output=True, text=True).stdout


def sleep(seconds=WAKE):
    control("sleep", "--wake-ms", str(int(seconds * 1000)))


def woken():
    return int(re.search(r'"primary": \{.*?"woken": (\d+)', control("status"), re.S)[1])


def mints():
    return sum('"path":"/api/2.0/postgres/credentials"' in line for line in control("log").splitlines())


class Timer:
    def __enter__(self):
        self.began = time.monotonic()
        return self

    def __exit__(self, *_):
        self.took = time.monotonic() - self.began

    def check(self, low, high):
        assert low <= self.took < high, f"took {self.took:.1f} s, not {low} to {high}"


def check(got, want):
    assert got == want, f"expected {want!r}, got {got!r}"


def connect(more="", **options):
    return pyodbc.connect(DSN + more, autocommit=True, **options)


def all_at_once(work, n=POOL):
    """Runs work(i) in n threads; what each returned or raised."""
    results = [None] * n
    together = threading.Barrier(n)

    def one(i):
        together.wait()
        try:
            results[i] = work(i)
        except Exception as e:
            results[i] = e
    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


def test_isql_waits():
    sleep()
    with Timer() as t:
        out = subprocess.run(["isql", "-b", os.environ["LB_TEST_DSN"]], input="select 6 * 7 as answer\n", capture_output=True, text=True)
    check(out.returncode, 0)
    assert "| 42" in out.stdout, out.stdout + out.stderr
    t.check(WAKE * 0.9, LATE)


def test_pyodbc_waits():
    sleep()
    with Timer() as t:
        c = connect()
        check(c.execute("select 6 * 7").fetchval(), 42)
    t.check(WAKE * 0.9, LATE)
    c.close()


def test_an_idle_connection_waits():
    c = connect()
    check(c.execute("select 1").fetchval(), 1)
    sleep()
    with Timer() as t:
        check(c.execute("select 2").fetchval(), 2)
    t.check(WAKE * 0.9, LATE)
    c.close()


def test_a_pool_of_twenty_is_filled_while_it_sleeps():
    sleep()
    before = woken()
    control("log", "--clear")
    with Timer() as t:
        pool = all_at_once(lambda i: connect())
    check([c for c in pool if isinstance(c, Exception)], [])
    t.check(WAKE * 0.9, LATE)
    check(woken(), before + 1)
    assert mints() <= 1, f"{mints()} credentials"
    check([c.execute("select 1").fetchval() for c in pool], [1] * POOL)
    for c in pool:
        c.close()


def test_a_pool_of_twenty_wakes_it():
    pool = [connect() for _ in range(POOL)]
    for i, c in enumerate(pool):
        check(c.execute("select ?::int", i).fetchval(), i)
    sleep()
    with Timer() as t:
        got = all_at_once(lambda i: pool[i].execute("select ?::int + 100", i).fetchval())
    check(got, [i + 100 for i in range(POOL)])
    t.check(WAKE * 0.9, LATE)
    for c in pool:
        c.close()


def test_the_login_timeout_is_kept():
    sleep(WAKE + 2)
    with Timer() as t:
        try:
            connect(timeout=1)
        except pyodbc.Error as e:
            check(e.args[0], "HYT00")
            assert "raise LoginTimeout" in str(e), e
        else:
            raise AssertionError("it should not have been awake")
    t.check(0.8, WAKE + 1)  # pyodbc 4 tries SQLDriverConnectW, and when that failed SQLDriverConnect
    connect().close()  # wakes it, or waits for what the other one began


def test_so_is_that_of_a_connection_that_is_opened_again():
    c = connect(";LoginTimeout=1")
    sleep(WAKE + 2)
    with Timer() as t:
        try:
            c.execute("select 1")
        except pyodbc.Error as e:
            check(e.args[0], "08S01")
        else:
            raise AssertionError("it should not have been awake")
    t.check(0.8, WAKE + 1)
    connect().close()
    check(c.execute("select 1").fetchval(), 1)
    c.close()


def test_refusals_while_it_starts_are_waited_for():
    control("fault", "login", "3", "--sqlstate", "57P03", "--message", "the database system is starting up")
    with Timer() as t:
        c = connect()
    check(c.execute("select 1").fetchval(), 1)
    t.check(0.5, 15)
    c.close()


def main():
    connect().close()
    failed = 0
    tests = [(n, f) for n, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction) if n.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {name[5:]}", flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} - {name[5:]}", flush=True)
    return 1 if failed else 0


sys.exit(main())
