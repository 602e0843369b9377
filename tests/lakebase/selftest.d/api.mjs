// The Management API: what it tells, to whom, page by page, and with which errors.
import { assert, decodeJwt, test } from './harness.mjs';

export function apiTests(lakebase) {
  const { env } = lakebase;
  const get = (path, token = env.LB_PAT) => lakebase.api(path, token);
  const mint = (body, token = env.LB_PAT) => lakebase.api('/postgres/credentials', token, { body });

  const isError = ({ status, json }, expected, code) => {
    assert.equal(status, expected);
    assert.equal(json.error_code, code);
    assert.ok(json.message);
    assert.ok(json.details.some((d) => d['@type'].endsWith('RequestInfo') && d.request_id));
  };

  test('projects, branches, endpoints, roles and databases are listed and read one by one', async () => {
    for (const path of [
      '/postgres/projects', '/postgres/projects/shop/branches', '/postgres/projects/shop/branches/production/endpoints',
      '/postgres/projects/shop/branches/production/roles', '/postgres/projects/shop/branches/production/databases',
    ]) {
      const { status, json } = await get(path);
      assert.equal(status, 200);
      const objects = json[path.split('/').pop()];
      assert.ok(objects.length);
      for (const object of objects) {
        assert.ok(object.status && object.uid && object.create_time);
        assert.deepEqual((await get(`/postgres/${object.name}`)).json, object);
      }
    }
  });

  test('the kinds of endpoints are there', async () => {
    const { json } = await get('/postgres/projects/shop/branches/production/endpoints');
    const [primary, replica] = json.endpoints.map((e) => e.status);
    assert.equal(primary.endpoint_type, 'ENDPOINT_TYPE_READ_WRITE');
    assert.equal(primary.hosts.host, 'localhost');
    assert.equal(replica.endpoint_type, 'ENDPOINT_TYPE_READ_ONLY');
    assert.ok(replica.hosts.read_only_host);
    assert.equal((await get(`/postgres/${env.LB_ENDPOINT_DISABLED}`)).json.status.disabled, true);
    assert.equal((await get('/postgres/projects/empty/branches')).json.branches.filter((b) => b.status.default).length, 0);
  });

  test('a branch is archived when asked for', async () => {
    await lakebase.control('set', 'archived=dev');
    const { json } = await get('/postgres/projects/shop/branches');
    await lakebase.control('set', 'archived=');
    assert.deepEqual(json.branches.map((b) => b.status.current_state), ['READY', 'ARCHIVED', 'READY']);
  });

  test('hosts are told as Lakebase names when asked for', async () => {
    await lakebase.control('set', 'hosts=names');
    const { json } = await get(`/postgres/${env.LB_ENDPOINT}`);
    await lakebase.control('set', 'hosts=localhost');
    assert.match(json.status.hosts.host, /^ep-[a-z]+-[a-z]+-\d+\.database\.local\.lakebase\.test$/);
  });

  test('lists come in pages', async () => {
    const names = [];
    let token = '';
    do {
      const { json } = await get(`/postgres/projects/shop/branches?page_size=2&page_token=${token}`);
      assert.ok(json.branches.length <= 2);
      names.push(...json.branches.map((b) => b.branch_id));
      token = json.next_page_token;
    } while (token);
    assert.deepEqual(names, ['production', 'dev', 'frozen']);
  });

  test('Provisioned instances are listed, read by name and by uid', async () => {
    const { json } = await get('/database/instances');
    const [instance] = json.database_instances;
    assert.deepEqual((await get(`/database/instances/${instance.name}`)).json, instance);
    assert.deepEqual((await get(`/database/instances:findByUid?uid=${instance.uid}`)).json, instance);
    isError(await get('/database/instances/shop'), 404, 'RESOURCE_DOES_NOT_EXIST');
  });

  test('a credential is minted for an endpoint, with the lifetime asked for', async () => {
    const { status, json } = await mint({ endpoint: env.LB_ENDPOINT, ttl: '600s' });
    assert.equal(status, 200);
    const seconds = (Date.parse(json.expire_time) - Date.now()) / 1000;
    assert.ok(seconds > 590 && seconds <= 600);
    assert.equal(decodeJwt(json.token)[1].sub, env.LB_USER);
    const until = new Date(Date.now() + 900000).toISOString();
    assert.equal((await mint({ endpoint: env.LB_ENDPOINT, expire_time: until })).status, 200);
  });

  test('a credential for a Provisioned instance comes under its other name', async () => {
    const { json } = await lakebase.api('/database/credentials', env.LB_PAT, { body: { instance_names: [env.LB_INSTANCE], request_id: 'x' } });
    assert.ok(json.expiration_time && !json.expire_time);
    assert.equal((await lakebase.probe(json.token, { user: env.LB_USER })).error, null);
  });

  test('wrong requests get the documented errors', async () => {
    isError(await mint({}), 400, 'INVALID_PARAMETER_VALUE');
    isError(await mint({ endpoint: 'shop' }), 400, 'INVALID_PARAMETER_VALUE');
    isError(await mint({ endpoint: env.LB_ENDPOINT, ttl: '10s' }), 400, 'INVALID_PARAMETER_VALUE');
    isError(await mint({ endpoint: `${env.LB_ENDPOINT}-not` }), 404, 'RESOURCE_DOES_NOT_EXIST');
    isError(await get('/postgres/projects/nope'), 404, 'RESOURCE_DOES_NOT_EXIST');
    isError(await get('/postgres/projects/nope/branches'), 404, 'RESOURCE_DOES_NOT_EXIST');
    isError(await get('/postgres/projects?page_size=x'), 400, 'INVALID_PARAMETER_VALUE');
    isError(await get('/nothing/here'), 404, 'ENDPOINT_NOT_FOUND');
    isError(await lakebase.http('/api/2.0/postgres/projects'), 401, 'UNAUTHENTICATED');
    isError(await get('/postgres/projects', 'nonsense'), 401, 'UNAUTHENTICATED');
  });

  test('scopes and permissions are checked', async () => {
    const narrow = await lakebase.accessToken({ scope: 'postgres' });
    assert.equal((await mint({ endpoint: env.LB_ENDPOINT }, narrow)).status, 200);
    isError(await get('/preview/scim/v2/Me', narrow), 403, 'PERMISSION_DENIED');
    const none = await lakebase.accessToken({ scope: 'offline_access' });
    isError(await mint({ endpoint: env.LB_ENDPOINT }, none), 403, 'PERMISSION_DENIED');
    const outsider = await lakebase.accessToken({ id: env.LB_OUTSIDER_CLIENT_ID, secret: env.LB_OUTSIDER_CLIENT_SECRET });
    isError(await get('/postgres/projects', outsider), 403, 'PERMISSION_DENIED');
  });

  test('SCIM Me tells who is asking', async () => {
    assert.equal((await get('/preview/scim/v2/Me')).json.userName, env.LB_USER);
    assert.equal((await get('/preview/scim/v2/Me', await lakebase.accessToken())).json.userName, env.LB_CLIENT_ID);
  });

  test('every request is in the log with its headers', async () => {
    await lakebase.control('log', '--clear');
    await lakebase.api('/postgres/projects', env.LB_PAT, { headers: { 'user-agent': 'self/1', 'x-databricks-workspace-id': '77' } });
    const [record, ...more] = await lakebase.lines('log');
    assert.equal(more.length, 0);
    assert.equal(record.method, 'GET');
    assert.equal(record.path, '/api/2.0/postgres/projects');
    assert.equal(record.status, 200);
    assert.equal(record.headers['user-agent'], 'self/1');
    assert.equal(record.headers['x-databricks-workspace-id'], '77');
  });
}
