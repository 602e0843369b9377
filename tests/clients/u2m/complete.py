#!/usr/bin/python3
"""Connects through the driver manager with SQL_DRIVER_COMPLETE (or NOPROMPT), as an application with a window may.

usage: complete.py complete|noprompt CONNECTION-STRING...     each connects in a thread of its own
Prints for each the user, or SQLSTATE and message.
"""
import ctypes
import sys
import threading

odbc = ctypes.CDLL("libodbc.so.2")
H, S = ctypes.c_void_p, ctypes.c_short
for name, types in {
    "SQLAllocHandle": [S, H, H], "SQLSetEnvAttr": [H, ctypes.c_int, H, ctypes.c_int],
    "SQLDriverConnect": [H, H, ctypes.c_char_p, S, H, S, H, ctypes.c_ushort], "SQLDisconnect": [H], "SQLFreeHandle": [S, H],
    "SQLExecDirect": [H, ctypes.c_char_p, ctypes.c_int], "SQLFetch": [H],
    "SQLGetData": [H, ctypes.c_ushort, S, H, ctypes.c_long, H], "SQLGetDiagRec": [S, H, S, H, H, H, S, H],
}.items():
    getattr(odbc, name).argtypes, getattr(odbc, name).restype = types, S
ENV, DBC, STMT, NTS, ok = 1, 2, 3, -3, (0, 1)


def allocate(kind, parent):
    handle = H()
    if odbc.SQLAllocHandle(kind, parent, ctypes.byref(handle)) not in ok:
        raise SystemExit("no handle")
    return handle


def diagnosis(kind, handle):
    state, text, native, n = ctypes.create_string_buffer(6), ctypes.create_string_buffer(4096), ctypes.c_int(), S()
    odbc.SQLGetDiagRec(kind, handle, 1, state, ctypes.byref(native), text, 4096, ctypes.byref(n))
    return f"{state.value.decode()} {text.value.decode()}"


def user(env, string, completion):
    dbc = allocate(DBC, env)
    if odbc.SQLDriverConnect(dbc, None, string.encode(), NTS, None, 0, None, completion) not in ok:
        return diagnosis(DBC, dbc)
    stmt, text, n = allocate(STMT, dbc), ctypes.create_string_buffer(200), ctypes.c_long()
    if odbc.SQLExecDirect(stmt, b"select current_user", NTS) not in ok or odbc.SQLFetch(stmt) not in ok:
        return diagnosis(STMT, stmt)
    odbc.SQLGetData(stmt, 1, 1, text, 200, ctypes.byref(n))
    odbc.SQLFreeHandle(STMT, stmt)
    odbc.SQLDisconnect(dbc)
    odbc.SQLFreeHandle(DBC, dbc)
    return text.value.decode()


env = allocate(ENV, None)
odbc.SQLSetEnvAttr(env, 200, H(3), 0)
completion = {"noprompt": 0, "complete": 1}[sys.argv[1]]
answers = [""] * (len(sys.argv) - 2)


def work(i):
    answers[i] = user(env, sys.argv[2 + i], completion)


threads = [threading.Thread(target=work, args=(i,)) for i in range(len(answers))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("\n".join(answers))
