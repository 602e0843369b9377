"""databricks-sdk and psycopg against the local Lakebase, as their documentation says. Prints TAP."""

import json
import os
import subprocess
import sys
import traceback

import psycopg
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, PermissionDenied

env = os.environ
tests = []


def test(function):
    tests.append(function)
    return function


def lakebase(*words):
    return subprocess.run([env["LB_CONTROL"], *words], check=True, capture_output=True, text=True).stdout


def m2m(prefix="LB_"):
    return WorkspaceClient(
        host=env["LB_WORKSPACE_URL"],
        client_id=env[prefix + "CLIENT_ID"],
        client_secret=env[prefix + "CLIENT_SECRET"],
    )


def login(token, user=env["LB_CLIENT_ID"], port=env["LB_PGPORT"], host="localhost", **more):
    return psycopg.connect(
        host=host, port=port, user=user, password=token, dbname=env["LB_DATABASE"],
        sslmode="verify-full", sslrootcert=env["LB_TEST_CA"], **more,
    )


@test
def sdk_signs_in_as_a_service_principal():
    assert m2m().current_user.me().user_name == env["LB_CLIENT_ID"]


@test
def sdk_walks_from_projects_to_endpoints():
    w = m2m()
    assert "projects/shop" in [p.name for p in w.postgres.list_projects()]
    branches = list(w.postgres.list_branches(parent="projects/shop"))
    assert [b.name for b in branches if b.status.default] == ["projects/shop/branches/production"]
    endpoints = list(w.postgres.list_endpoints(parent="projects/shop/branches/production"))
    assert [e.name for e in endpoints] == [env["LB_ENDPOINT"], env["LB_ENDPOINT_RO"]]
    assert endpoints[0].status.hosts.host == env["LB_PGHOST"]
    assert w.postgres.get_endpoint(name=env["LB_ENDPOINT"]).status.current_state.value == "ACTIVE"
    assert w.postgres.get_project(name="projects/shop").status.default_branch == "projects/shop/branches/production"
    assert list(w.postgres.list_roles(parent=branches[0].name))
    assert list(w.postgres.list_databases(parent=branches[0].name))


@test
def sdk_follows_pages():
    lakebase("set", "page-size=1")
    try:
        names = [b.name for b in m2m().postgres.list_branches(parent="projects/shop")]
    finally:
        lakebase("set", "page-size=0")
    assert len(names) == len(set(names)) == 3, names


@test
def psycopg_logs_in_with_a_minted_credential():
    w = m2m()
    credential = w.postgres.generate_database_credential(endpoint=env["LB_ENDPOINT"])
    host = w.postgres.get_endpoint(name=env["LB_ENDPOINT"]).status.hosts.host
    with login(credential.token, host=host, application_name="proof") as connection:
        row = connection.execute(
            "select current_user, application_name, ssl from pg_stat_activity"
            " join pg_stat_ssl using (pid) where pid = pg_backend_pid()"
        ).fetchone()
    assert row == (env["LB_CLIENT_ID"], "proof", True), row


@test
def psycopg_reads_from_the_read_only_endpoint():
    token = m2m().postgres.generate_database_credential(endpoint=env["LB_ENDPOINT_RO"]).token
    with login(token, port=env["LB_PGPORT_RO"]) as connection:
        try:
            connection.execute("create table never (a int)")
        except psycopg.errors.ReadOnlySqlTransaction:
            return
    raise AssertionError("it could write")


@test
def a_provisioned_instance_works_the_same_way():
    w = m2m()
    instance = w.database.get_database_instance(name=env["LB_INSTANCE"])
    assert w.database.find_database_instance_by_uid(uid=instance.uid).name == instance.name
    assert instance.name in [i.name for i in w.database.list_database_instances()]
    credential = w.database.generate_database_credential(request_id="proof", instance_names=[instance.name])
    with login(credential.token, host=instance.read_write_dns) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


@test
def the_workspace_token_is_no_password():
    header = m2m().config.authenticate()["Authorization"]
    try:
        login(header.removeprefix("Bearer "))
    except psycopg.OperationalError as error:
        assert "Invalid authorization for databricks identity login" in str(error), error
        return
    raise AssertionError("it could log in")


@test
def a_personal_access_token_mints_but_is_no_password():
    w = WorkspaceClient(host=env["LB_WORKSPACE_URL"], token=env["LB_PAT"])
    token = w.postgres.generate_database_credential(endpoint=env["LB_ENDPOINT"]).token
    with login(token, user=env["LB_USER"]) as connection:
        assert connection.execute("select current_user").fetchone() == (env["LB_USER"],)
    try:
        login(env["LB_PAT"], user=env["LB_USER"])
    except psycopg.OperationalError as error:
        assert "not a valid JWT encoding" in str(error), error
        return
    raise AssertionError("it could log in")


@test
def token_exchange_signs_in_a_federated_principal():
    os.environ["DATABRICKS_OIDC_TOKEN"] = lakebase("id-token").strip()
    try:
        w = WorkspaceClient(host=env["LB_WORKSPACE_URL"], client_id=env["LB_FEDERATED_CLIENT_ID"], auth_type="env-oidc")
        token = w.postgres.generate_database_credential(endpoint=env["LB_ENDPOINT"]).token
    finally:
        del os.environ["DATABRICKS_OIDC_TOKEN"]
    with login(token, user=env["LB_FEDERATED_CLIENT_ID"]) as connection:
        assert connection.execute("select current_user").fetchone() == (env["LB_FEDERATED_CLIENT_ID"],)


@test
def sdk_understands_the_errors():
    for work, expected in (
        (lambda: m2m().postgres.generate_database_credential(endpoint=env["LB_ENDPOINT"] + "x"), NotFound),
        (lambda: list(m2m("LB_OUTSIDER_").postgres.list_projects()), PermissionDenied),
    ):
        try:
            work()
        except expected:
            continue
        raise AssertionError(f"no {expected.__name__}")


@test
def sdk_waits_out_a_429():
    w = m2m()
    w.current_user.me()
    lakebase("log", "--clear")
    lakebase("fault", "http", "429", "--retry-after", "1", "--times", "1", "--path", "/api/2.0/postgres/credentials")
    assert w.postgres.generate_database_credential(endpoint=env["LB_ENDPOINT"]).token
    statuses = [json.loads(line)["status"] for line in lakebase("log").splitlines()]
    assert statuses == [429, 200], statuses


@test
def a_principal_without_a_role_is_told_so():
    token = m2m("LB_NOROLE_").postgres.generate_database_credential(endpoint=env["LB_ENDPOINT"]).token
    try:
        login(token, user=env["LB_NOROLE_CLIENT_ID"])
    except psycopg.OperationalError as error:
        assert "does not exist" in str(error), error
        return
    raise AssertionError("it could log in")


def main():
    print(f"1..{len(tests)}", flush=True)
    failures = 0
    for number, function in enumerate(tests, 1):
        name = "python: " + function.__name__.replace("_", " ")
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            failures += 1
            print(f"not ok {number} - {name}", flush=True)
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()[-8:]), end="", flush=True)
    sys.exit(1 if failures else 0)


main()
