#!/usr/bin/python3
"""What a local Lakebase does not have: Microsoft Entra ID, Azure's metadata service, GitHub, and an HTTP proxy.

standins.py serve FOLDER CERTIFICATE KEY
    Listens on loopback, writes the addresses to FOLDER/addresses (as shell assignments) and a line for each request
    to FOLDER/requests.  FOLDER/mode, if it is there, is read at every request: a word that makes it go wrong.
standins.py token NAME=VALUE...
    Prints a JWT of the issuer that the local workspace trusts, with these claims.

Tokens are signed with the key in LB_FEDERATION_KEY, by openssl.
"""
import base64
import http.server
import json
import os
import select
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"
ISSUER = "https://issuer.lakebase.test"
LIFE = 3600


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_token(**claims):
    now = int(time.time())
    claims = {"iss": ISSUER, "iat": now, "exp": now + LIFE, **claims}
    text = encode(json.dumps({"alg": "RS256", "typ": "JWT"}).encode()) + "." + encode(json.dumps(claims).encode())
    signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", os.environ["LB_FEDERATION_KEY"]],
                            input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
    return text + "." + encode(signed)


def entra_token(resource, application):
    """An application's token; its subject is the id of an object in the directory, which nobody else knows."""
    return make_token(aud=resource, sub="7f0c1e9a-0000-4000-8000-00000b1ec700", appid=application, idtyp="app")


class Stand(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def note(self, what):
        with open(os.path.join(folder, "requests"), "a") as file:
            file.write(what + "\n")

    def mode(self):
        try:
            with open(os.path.join(folder, "mode")) as file:
                return file.read().strip()
        except OSError:
            return ""

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def query(self):
        url = urllib.parse.urlsplit(self.path)
        return url.path, {k: v[0] for k, v in urllib.parse.parse_qs(url.query).items()}


class Https(Stand):
    """Microsoft Entra ID, OAuth 2.0 client credentials, v1 endpoint; and a GitHub runner's token service."""

    def do_POST(self):
        path, _ = self.query()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {k: v[0] for k, v in urllib.parse.parse_qs(body).items()}
        tenant = path.split("/")[1]
        self.note(f"entra {path} {form.get('grant_type')} {form.get('client_id')} {form.get('resource')}")
        if self.mode() == "busy":
            os.unlink(os.path.join(folder, "mode"))
            self.send_response(429)
            self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if path != f"/{tenant}/oauth2/token" or form.get("grant_type") != "client_credentials":
            return self.refuse("invalid_request", "AADSTS900144: The request body must contain the right parameters.")
        if tenant != os.environ["ENTRA_TENANT"]:
            return self.refuse("invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
        if form.get("client_id") != os.environ["LB_CLIENT_ID"]:
            return self.refuse("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if form.get("client_secret") != os.environ["ENTRA_SECRET"]:
            return self.refuse("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        now = int(time.time())
        self.answer(200, {
            "token_type": "Bearer", "expires_in": str(LIFE), "ext_expires_in": str(LIFE), "expires_on": str(now + LIFE),
            "not_before": str(now), "resource": form["resource"],
            "access_token": entra_token(form["resource"], form["client_id"]),
        })

    def refuse(self, error, description, status=400):
        self.answer(status, {"error": error, "error_description": description + " Trace ID: 1 Correlation ID: 2",
                             "error_codes": [int(description[6:].split(":")[0])]})

    def do_GET(self):
        path, query = self.query()
        self.note(f"github {path} {query.get('api-version')} {query.get('audience')}")
        if path != "/runner/token" or query.get("api-version") != "2.0":
            return self.answer(404, {"message": "Not Found"})
        if self.headers.get("Authorization") != "Bearer " + os.environ["GITHUB_REQUEST_TOKEN"]:
            return self.answer(401, {"message": "Unauthorized"})
        self.answer(200, {"count": 1, "value": make_token(aud=query.get("audience"), sub="repo:acme/shop:ref:refs/heads/main")})


class Metadata(Stand):
    """The Azure Instance Metadata Service."""

    def do_GET(self):
        path, query = self.query()
        self.note(f"imds {path} {query.get('api-version')} {query.get('resource')} {query.get('client_id')}")
        if self.headers.get("Metadata") != "true" or "X-Forwarded-For" in self.headers:
            return self.answer(400, {"error": "invalid_request", "error_description": "Required metadata header not specified"})
        if path != "/metadata/identity/oauth2/token" or query.get("api-version") != "2018-02-01":
            return self.answer(404, {"error": "not_found", "error_description": "Not found"})
        if query.get("client_id", os.environ["LB_CLIENT_ID"]) != os.environ["LB_CLIENT_ID"]:
            return self.answer(400, {"error": "invalid_request", "error_description": "Identity not found"})
        now = int(time.time())
        self.answer(200, {
            "access_token": entra_token(query["resource"], os.environ["LB_CLIENT_ID"]), "client_id": os.environ["LB_CLIENT_ID"],
            "expires_in": str(LIFE), "expires_on": str(now + LIFE), "not_before": str(now), "resource": query["resource"],
            "token_type": "Bearer",
        })


class Proxy(Stand):
    """CONNECT only; for anyone, or for who knows PROXY_USER (user:password); the third one speaks TLS."""

    def do_CONNECT(self):
        given = self.headers.get("Proxy-Authorization", "")
        wanted = "Basic " + base64.b64encode(os.environ["PROXY_USER"].encode()).decode()
        allowed = not self.server.closed or given == wanted
        self.note(f"proxy {self.path} {'passed' if allowed else 'refused'}")
        if not allowed:
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        host, _, port = self.path.rpartition(":")
        try:
            there = socket.create_connection((host, int(port)), timeout=10)
        except OSError:
            return self.answer(502, {})
        self.send_response(200)
        self.end_headers()
        self.pass_on(there)

    def pass_on(self, there):
        ends = [self.connection, there]
        while True:
            for end in select.select(ends, [], [])[0]:
                data = end.recv(65536)
                while isinstance(end, ssl.SSLSocket) and end.pending():
                    data += end.recv(65536)
                if not data:
                    there.close()
                    self.close_connection = True
                    return
                (there if end is self.connection else self.connection).sendall(data)


def serve(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ports = {}
    for name, handler in (("https", Https), ("imds", Metadata), ("proxy", Proxy), ("closed_proxy", Proxy),
                          ("tls_proxy", Proxy)):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        server.closed = name == "closed_proxy"
        if name in ("https", "tls_proxy"):
            server.socket = context.wrap_socket(server.socket, server_side=True)
        ports[name] = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    path = os.path.join(folder, "addresses")
    with open(path + ".new", "w") as file:
        file.write("".join(f"{name}_port={port}\n" for name, port in ports.items()))
    os.rename(path + ".new", path)
    while os.getppid() != 1: # not longer than the test
        time.sleep(0.5)


if sys.argv[1] == "token":
    print(make_token(**dict(word.split("=", 1) for word in sys.argv[2:])))
else:
    folder = sys.argv[2]
    serve(sys.argv[3], sys.argv[4])
