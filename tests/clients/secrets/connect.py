#!/usr/bin/python3
"""Connects through the driver manager to each string of a JSON list on stdin, in one process.  usage: connect.py noprompt|complete

Prints one JSON object for each: was it connected, the completed string, every message, the message of a statement that fails.
"""
import ctypes
import json
import sys

odbc = ctypes.CDLL("libodbc.so.2")
H, S = ctypes.c_void_p, ctypes.c_short
for name, types in {
    "SQLAllocHandle": [S, H, H], "SQLSetEnvAttr": [H, ctypes.c_int, H, ctypes.c_int],
    "SQLDriverConnect": [H, H, ctypes.c_char_p, S, H, S, H, ctypes.c_ushort], "SQLDisconnect": [H], "SQLFreeHandle": [S, H],
    "SQLExecDirect": [H, ctypes.c_char_p, ctypes.c_int], "SQLGetDiagRec": [S, H, S, H, H, H, S, H],
}.items():
    getattr(odbc, name).argtypes, getattr(odbc, name).restype = types, S
ENV, DBC, STMT, NTS, ok = 1, 2, 3, -3, (0, 1)


def records(kind, handle):
    state, text, native, n = ctypes.create_string_buffer(6), ctypes.create_string_buffer(16384), ctypes.c_int(), S()
    found = []
    while odbc.SQLGetDiagRec(kind, handle, len(found) + 1, state, ctypes.byref(native), text, 16384, ctypes.byref(n)) in ok:
        found.append(f"{state.value.decode()} {text.value.decode(errors='replace')}")
    return found


env = H()
odbc.SQLAllocHandle(ENV, None, ctypes.byref(env))
odbc.SQLSetEnvAttr(env, 200, H(3), 0)
for string in json.load(sys.stdin):
    dbc, completed, n = H(), ctypes.create_string_buffer(16384), S()
    odbc.SQLAllocHandle(DBC, env, ctypes.byref(dbc))
    rc = odbc.SQLDriverConnect(dbc, None, string.encode(), NTS, completed, 16384, ctypes.byref(n), {"noprompt": 0, "complete": 1}[sys.argv[1]])
    answer = {"connected": rc in ok, "completed": completed.value.decode(errors="replace"), "records": records(DBC, dbc)}
    if rc in ok:
        stmt = H()
        odbc.SQLAllocHandle(STMT, dbc, ctypes.byref(stmt))
        odbc.SQLExecDirect(stmt, b"select no_such_column", NTS)
        answer["statement"] = records(STMT, stmt)
        odbc.SQLFreeHandle(STMT, stmt)
        odbc.SQLDisconnect(dbc)
    odbc.SQLFreeHandle(DBC, dbc)
    print(json.dumps(answer), flush=True)
