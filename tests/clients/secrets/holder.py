#!/usr/bin/python3
"""Connects with the driver itself, without a driver manager (which keeps copies of its own), and stops at each word of stdin.

usage: holder.py DRIVER FILE-WITH-THE-CONNECTION-STRING
Words: connect, query, disconnect.  Answers each with a line.  The string is read into one buffer that is wiped afterwards, so
that this program has no copy of what is in it.
"""
import ctypes
import io
import os
import sys

odbc = ctypes.CDLL(sys.argv[1])
H, S = ctypes.c_void_p, ctypes.c_short
for name, types in {
    "SQLAllocHandle": [S, H, H], "SQLSetEnvAttr": [H, ctypes.c_int, H, ctypes.c_int],
    "SQLDriverConnect": [H, H, H, S, H, S, H, ctypes.c_ushort], "SQLDisconnect": [H], "SQLFreeHandle": [S, H],
    "SQLExecDirect": [H, ctypes.c_char_p, ctypes.c_int], "SQLFetch": [H], "SQLGetDiagRec": [S, H, S, H, H, H, S, H],
}.items():
    getattr(odbc, name).argtypes, getattr(odbc, name).restype = types, S
env, dbc = H(), H()
odbc.SQLAllocHandle(1, None, ctypes.byref(env))
odbc.SQLSetEnvAttr(env, 200, H(380), 0)


def connect():
    global dbc
    dbc = H()
    odbc.SQLAllocHandle(2, env, ctypes.byref(dbc))
    size = os.stat(sys.argv[2]).st_size
    string = ctypes.create_string_buffer(size + 1)
    with io.FileIO(sys.argv[2]) as file:
        file.readinto(string)
    rc = odbc.SQLDriverConnect(dbc, None, string, -3, None, 0, None, 0)
    ctypes.memset(string, 0, size)
    return "ok" if rc in (0, 1) else diagnosis(2, dbc)


def diagnosis(kind, handle):
    state, text, native, n = ctypes.create_string_buffer(6), ctypes.create_string_buffer(4096), ctypes.c_int(), S()
    odbc.SQLGetDiagRec(kind, handle, 1, state, ctypes.byref(native), text, 4096, ctypes.byref(n))
    return f"{state.value.decode()} {text.value.decode()}"


def query():
    stmt = H()
    odbc.SQLAllocHandle(3, dbc, ctypes.byref(stmt))
    ok = odbc.SQLExecDirect(stmt, b"select 1", -3) in (0, 1) and odbc.SQLFetch(stmt) in (0, 1)
    answer = "ok" if ok else diagnosis(3, stmt)
    odbc.SQLFreeHandle(3, stmt)
    return answer


def disconnect():
    ok = odbc.SQLDisconnect(dbc) == 0
    return "ok" if odbc.SQLFreeHandle(2, dbc) == 0 and ok else "not disconnected"


print("ready", flush=True)
for line in sys.stdin:
    word = line.strip()
    print({"connect": connect, "query": query, "disconnect": disconnect}[word](), flush=True)
