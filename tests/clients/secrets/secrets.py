#!/usr/bin/python3
"""Looks for every secret of the local Lakebase wherever it should not be.  Prints TAP.  usage: secrets.py FOLDER"""
import base64
import configparser
import glob
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
E = os.environ
JWT = re.compile(rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}")
number = failed = 0


def ok(holds, name, *notes):
    global number, failed
    number += 1
    failed += not holds
    print(f"{'ok' if holds else 'not ok'} {number} - {name}", flush=True)
    for note in notes if not holds else ():
        print("#  ", note, flush=True)


def control(*arguments):
    env = {k: v for k, v in E.items() if k not in ("LD_PRELOAD", "ASAN_OPTIONS")}
    return subprocess.run([E["LB_CONTROL"], *arguments], capture_output=True, text=True, env=env, check=False).stdout


def clean_env(**more):
    """Of the caller's environment only what holds no secret, so that what is found comes from the driver."""
    kept = ("PATH", "LANG", "LC_ALL", "ODBCSYSINI", "ODBCINI", "LD_PRELOAD", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS")
    return {**{k: E[k] for k in kept if k in E}, "HOME": folder, **more}


# ---- what must not be seen ----

def spellings(secret):
    """As it is, and as HTTP carries it."""
    plain = secret.encode()
    found = {plain, urllib.parse.quote(secret, safe="").encode(), urllib.parse.quote_plus(secret).encode()}
    for who in (E["LB_CLIENT_ID"], E["LB_AWKWARD_CLIENT_ID"], E["LB_CUSTOM_APP_ID"]):
        for each in (secret, urllib.parse.quote_plus(secret)):
            found.add(base64.b64encode(f"{who}:{each}".encode()))
    return found


def secrets_seen(text, more=()):
    named = {k: E[k] for k in ("LB_CLIENT_SECRET", "LB_AWKWARD_CLIENT_SECRET", "LB_CUSTOM_APP_SECRET", "LB_PAT", "LB_NATIVE_PASSWORD",
                               "LB_USER_PASSWORD")}
    named.update({f"more-{i}": secret for i, secret in enumerate(more)})
    seen = [name for name, secret in named.items() if any(s in text for s in spellings(secret))]
    for header in set(re.findall(r'"authorization":"\w+ ([^"]+)"', control("log"))):
        if header.encode() in text:
            seen.append("a header that the workspace got")
    for match in JWT.finditer(text):
        seen.append("a token, after " + repr(text[max(0, match.start() - 60):match.start()]))
    return seen


def watch(name, text, more=()):
    seen = secrets_seen(text, more)
    ok(not seen, f"{name}: no secret", *seen)


# ---- through the driver manager, with the trace ----

def client(strings, completion="noprompt", env=None):
    """Answers of connect.py, one for each string, and all that it wrote."""
    done = subprocess.run([sys.executable, f"{HERE}/connect.py", completion], input=json.dumps(strings).encode(),
                          capture_output=True, env=env or clean_env(), check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    if len(answers) != len(strings):
        raise SystemExit(f"connect.py ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return answers, done.stdout + done.stderr


def read(path):
    with open(path, "rb") as file:
        return file.read()


def one_after_the_other():
    trace, script, seen = f"{folder}/trace", f"{folder}/command", f"{folder}/child"
    base = f"Driver={{{E['LB_DRIVER_NAME']}}};Port={E['LB_PGPORT']};SSLRootCert={E['LB_TEST_CA']};LoginTimeout=20;LogLevel=debug;LogFile={trace}"
    workspace = f"{base};Workspace={E['LB_WORKSPACE_URL']};Endpoint={E['LB_ENDPOINT']}"
    server = f"{base};Server={E['LB_PGHOST']}"
    m2m = f"{workspace};AuthType=oauth-m2m;ClientId={E['LB_CLIENT_ID']}"
    password = f"{server};AuthType=password;UID={E['LB_NATIVE_USER']}"
    token = f"{server};AuthType=token;UID={E['LB_CLIENT_ID']}"
    credential, forged = control("credential").strip(), control("credential", "--forged").strip()
    with open(f"{folder}/credential", "w", encoding="ascii") as file:
        file.write(credential)
    with open(script, "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\ncat /proc/$$/environ /proc/$$/cmdline /proc/$PPID/cmdline > {seen}\nls -l /proc/$$/fd > {seen}.files\n"
                   f"cat {folder}/credential\n")
    os.chmod(script, 0o700)
    cases = [
        ("oauth-m2m", f"{m2m};ClientSecret={{{E['LB_CLIENT_SECRET']}}}", True),
        ("a secret full of signs", f"{workspace};AuthType=oauth-m2m;ClientId={E['LB_AWKWARD_CLIENT_ID']};"
         f"ClientSecret={{{E['LB_AWKWARD_CLIENT_SECRET']}}}", None),
        ("a wrong secret", f"{m2m};ClientSecret={{{E['LB_CUSTOM_APP_SECRET']}}}", False),
        ("a secret under a name that is not known", f"{m2m};ClientSekret={{{E['LB_CLIENT_SECRET']}}};Passwort={E['LB_PAT']}", False),
        ("a string that is cut off", f"{m2m};ClientSecret={{{E['LB_CLIENT_SECRET']}", None),
        ("a secret where a number belongs", f"{m2m};ClientSecret={{{E['LB_CLIENT_SECRET']}}};Database=nowhere", False),
        ("pat", f"{workspace};AuthType=pat;Token={E['LB_PAT']}", True),
        ("a pat that is refused", f"{workspace};AuthType=pat;Token={E['LB_CLIENT_SECRET']}", False),
        ("a pat as password", f"{password};PWD={E['LB_PAT']}", False),
        ("password", f"{password};PWD={{{E['LB_NATIVE_PASSWORD']}}}", True),
        ("a ready credential", f"{token};AccessToken={credential}", True),
        ("a forged credential", f"{token};AccessToken={forged}", False),
        ("a credential in a file", f"{token};AccessTokenFile={folder}/credential", True),
        ("a proxy with a password", f"{workspace};AuthType=pat;Token={E['LB_PAT']};Proxy=http://me:{E['LB_NATIVE_PASSWORD'][-12:]}@localhost:1;LoginTimeout=3",
         None),
        ("a command", f"{token};AccessTokenCommand={script}", True),
    ]
    answers, _ = client([case[1] for case in cases])
    for (name, _, works), answer in zip(cases, answers):
        if works is not None:
            ok(answer["connected"] == works, f"{name}: {'connects' if works else 'is refused'}", answer)
        if name == "password": # what came as PWD goes back as PWD: SQLDriverConnect
            ok(answer["completed"].count(E["LB_NATIVE_PASSWORD"]) == 1, "PWD is in the completed string", answer)
            answer["completed"] = answer["completed"].replace(E["LB_NATIVE_PASSWORD"], "")
        watch(f"{name}: messages and completed string", json.dumps(answer).encode(), (E["LB_NATIVE_PASSWORD"][-12:],))
    text = read(trace)
    ok(text.count(b"\n") > 50 and b"/oidc/v1/token" in text, "the trace has something to say")
    watch("the trace", text, (E["LB_NATIVE_PASSWORD"][-12:],))
    watch("environment and arguments of the token command", read(seen))
    open_files = [line.split(" -> ")[-1] for line in read(f"{seen}.files").decode().splitlines() if " -> " in line]
    ok(not any("socket" in f or f == trace for f in open_files), "the command has none of our connections open", open_files)


def a_workspace_that_repeats_what_it_got():
    trace = f"{folder}/trace-faults"
    for kind in ("garbage", "html", "401", "500"):
        control("fault", "http", kind, "--times", "2", *(("--message", f"bad secret {E['LB_CLIENT_SECRET']}") if kind.isdigit() else ()))
        string = (f"Driver={{{E['LB_DRIVER_NAME']}}};Port={E['LB_PGPORT']};SSLRootCert={E['LB_TEST_CA']};LoginTimeout=3;LogLevel=debug;"
                  f"LogFile={trace};Workspace={E['LB_WORKSPACE_URL']};Endpoint={E['LB_ENDPOINT']};AuthType=oauth-m2m;"
                  f"ClientId={E['LB_CLIENT_ID']};ClientSecret={{{E['LB_CLIENT_SECRET']}}}")
        _, said = client([string])
        watch(f"after an answer of {kind}", said)
        control("fault", "clear")
    watch("the trace of those", read(trace))


def signed_in_with_a_browser():
    trace = f"{folder}/trace-person"
    env = {**E, "HOME": folder, "BROWSER": f"{HERE}/../u2m/browser", "U2M_REPORT": f"{folder}/report"}
    string = (f"Driver={{{E['LB_DRIVER_NAME']}}};Port={E['LB_PGPORT']};SSLRootCert={E['LB_TEST_CA']};LogLevel=debug;LogFile={trace};"
              f"Workspace={E['LB_WORKSPACE_URL']};Endpoint={E['LB_ENDPOINT']};AuthType=external-browser")
    control("ttl", "--oauth", "2")
    refresh, all_said = [], b""
    for _ in range(2): # the second one renews
        answers, said = client([string], "complete", env)
        ok(answers[0]["connected"], "signed in with a browser", answers[0])
        all_said += said
        for path in glob.glob(f"{folder}/.config/lakebase-odbc/*.json"):
            refresh += re.findall(r'"refresh_token"\s*:\s*"([^"]+)"', read(path).decode())
        time.sleep(2.2)
    control("ttl", "--oauth", "3600")
    ok(len(set(refresh)) == 2, "each sign-in has its refresh token", len(set(refresh)))
    watch("a person: messages", all_said, refresh)
    watch("a person: the trace", read(trace), refresh)


# ---- memory ----

def holder(string):
    ini = configparser.ConfigParser(strict=False, interpolation=None)
    ini.read(f"{E.get('ODBCSYSINI', '/etc')}/odbcinst.ini")
    path = f"{folder}/string"
    with open(path, "w", encoding="utf-8") as file:
        file.write(string)
    child = subprocess.Popen([sys.executable, f"{HERE}/holder.py", ini[E["LB_DRIVER_NAME"]]["Driver"], path],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean_env())
    child.stdout.readline()
    return child


def tell(child, word):
    child.stdin.write(word + "\n")
    child.stdin.flush()
    answer = child.stdout.readline().strip()
    if answer != "ok":
        ok(False, f"{word} works", answer)


def copies(child, secret):
    """In all that can be written.  free() overwrites the first bytes of a block, so the rest of the secret is looked for."""
    found, tail = 0, secret.encode()[16:]
    with open(f"/proc/{child.pid}/maps", encoding="ascii", errors="replace") as maps, open(f"/proc/{child.pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(x, 16) for x in span.split("-"))
            if not rights.startswith("rw"):
                continue
            try:
                memory.seek(start)
                found += memory.read(end - start).count(tail)
            except OSError:
                pass # a mapping of the kernel's
    return found


def memory():
    place = f"SSLRootCert={E['LB_TEST_CA']};Port={E['LB_PGPORT']}"
    workspace = f"Workspace={E['LB_WORKSPACE_URL']};Endpoint={E['LB_ENDPOINT']};{place}"
    cases = [
        ("client secret", E["LB_CLIENT_SECRET"], f"AuthType=oauth-m2m;ClientId={E['LB_CLIENT_ID']};ClientSecret={{{E['LB_CLIENT_SECRET']}}};{workspace}"),
        ("pass phrase", "correct horse battery staple", f"AuthType=oauth-m2m;ClientId={E['LB_CLIENT_ID']};ClientSecret={{{E['LB_CLIENT_SECRET']}}};"
         f"TokenCachePassPhrase=correct horse battery staple;{workspace}"),
    ]
    for name, secret, string in cases:
        child = holder(string)
        tell(child, "connect")
        tell(child, "query")
        ok(copies(child, secret) > 0, f"{name}: is in memory while the connection lives") # otherwise nothing is shown below
        tell(child, "disconnect")
        ok(copies(child, secret) == 0, f"{name}: nothing is left of it after SQLDisconnect", copies(child, secret))
        child.stdin.close()
        child.wait()


folder = sys.argv[1]
one_after_the_other()
a_workspace_that_repeats_what_it_got()
signed_in_with_a_browser()
if "LD_PRELOAD" not in E: # the sanitizer's own memory has copies of everything
    memory()
print(f"1..{number}")
sys.exit(failed != 0)
