// What can be made to go wrong, goes wrong as asked and then stops.
import { assert, rejects, test } from './harness.mjs';

const ready = { steps: ['CleartextPassword', 'Ok', 'Ready'], error: null };

export function faultTests(lakebase) {
  const { env } = lakebase;
  const fault = (...words) => lakebase.control('fault', ...words);
  const me = (options) => lakebase.api('/preview/scim/v2/Me', env.LB_PAT, options);
  const timed = async (work) => {
    const began = Date.now();
    await work();
    return Date.now() - began;
  };

  test('429 with Retry-After for n requests of one path', async () => {
    await fault('http', '429', '--retry-after', '2', '--times', '2', '--path', '/api/2.0/preview');
    for (let i = 0; i < 2; i += 1) {
      const { status, headers, json } = await me();
      assert.equal(status, 429);
      assert.equal(headers['retry-after'], '2');
      assert.equal(json.details[0].retry_delay, '2s');
    }
    assert.equal((await lakebase.http('/oidc/.well-known/openid-configuration')).status, 200);
    assert.equal((await me()).status, 200);
  });

  test('a fault with a path and no number holds until cleared', async () => {
    await fault('http', '503', '--path', '/api/2.0/preview');
    for (let i = 0; i < 3; i += 1) assert.equal((await me()).status, 503);
    await fault('http', '--clear');
    assert.equal((await me()).status, 200);
  });

  test('every third request fails, until cleared', async () => {
    await fault('http', '503', '--every', '3');
    const statuses = [];
    for (let i = 0; i < 7; i += 1) statuses.push((await me()).status);
    assert.deepEqual(statuses, [200, 200, 503, 200, 200, 503, 200]);
    await fault('http', '--clear');
    for (let i = 0; i < 3; i += 1) assert.equal((await me()).status, 200);
  });

  for (const [kind, check] of Object.entries({
    500: ({ json }) => assert.equal(json.error_code, 'INTERNAL_ERROR'),
    html: ({ status, text }) => assert.ok(status === 502 && text.startsWith('<!DOCTYPE html>')),
    garbage: ({ status, json }) => assert.ok(status === 200 && json === null),
    empty: ({ status, text }) => assert.ok(status === 200 && text === ''),
    'private-link': ({ status, headers }) => assert.ok(status === 303 && /private-link/.test(headers.location)),
    'ip-acl': ({ status, text }) => assert.ok(status === 403 && /IP ACL/.test(text)),
    'network-policy': ({ status, text }) => assert.ok(status === 403 && /Unauthorized network access/.test(text)),
  })) {
    test(`the workspace answers ${kind} once`, async () => {
      await fault('http', kind);
      check(await me());
      assert.equal((await me()).status, 200);
    });
  }

  test('the workspace answers with a huge body', async () => {
    await fault('http', 'huge', '--bytes', '3000000');
    assert.ok((await me()).text.length > 3000000);
  });

  test('the workspace hangs, is slow, drops the connection', async () => {
    await fault('http', 'hang');
    await rejects(me({ timeout: 400 }), /timeout/);
    await fault('http', 'slow', '--delay', '400');
    assert.ok((await timed(me)) >= 400);
    await fault('http', 'drop');
    await rejects(me(), /ECONNRESET|socket hang up/);
    assert.deepEqual((await lakebase.lines('log')).slice(-3).map((r) => r.status), [null, 200, null]);
  });

  test('the next n logins are refused with an error of choice', async () => {
    await fault('login', '2');
    const credential = await lakebase.credential();
    for (let i = 0; i < 2; i += 1) {
      const { steps, error } = await lakebase.probe(credential);
      assert.deepEqual(steps, ['CleartextPassword', 'Error']);
      assert.deepEqual(error, { severity: 'FATAL', sqlstate: 'XX000', message: 'External authorization failed' });
    }
    assert.deepEqual(await lakebase.probe(credential), ready);
    await fault('login', '1', '--sqlstate', '57P03', '--message', 'the database system is starting up');
    assert.equal((await lakebase.probe(credential)).error.sqlstate, '57P03');
  });

  test('the network is slow, refuses, stalls, cuts off', async () => {
    const select = () => lakebase.connect({}, (client) => client.query('select 1'));
    await fault('net', 'latency=50');
    assert.ok((await timed(select)) > 400);
    await fault('net', '--clear');
    await fault('net', 'refuse');
    await rejects(select(), /ECONNRESET/);
    await fault('net', '--clear');
    await fault('net', 'stall');
    const stalled = select();
    assert.equal(await Promise.race([stalled.then(() => 'done'), new Promise((resolve) => { setTimeout(resolve, 400, 'stalled'); })]), 'stalled');
    await fault('net', '--clear');
    await stalled;
    const read = () => lakebase.connect({}, (client) => client.query("select repeat('x', 200000)"));
    await fault('net', 'cut-after=50000');
    await rejects(read());
    await fault('net', 'cut-after=0', 'reset-after=50000');
    await rejects(read());
    await fault('clear');
    await read();
  });

  test('sessions are killed by name, or reset', async () => {
    await lakebase.connect({ application_name: 'victim' }, (victim) => lakebase.connect({}, async (other) => {
      assert.equal((await lakebase.control('kill-sessions', '--application', 'victim')).trim(), '1');
      await rejects(victim.query('select 1'));
      assert.equal(victim.lost.code, '57P01');
      await other.query('select 1');
      assert.ok(Number(await lakebase.control('kill-sessions', '--reset')) >= 1);
      await rejects(other.query('select 1'));
      assert.equal(other.lost.code, 'ECONNRESET');
    }));
  });

  test('what is unknown is refused with a message', async () => {
    await rejects(fault('http', 'nonsense'), /unknown fault 'nonsense'/);
    await rejects(fault('net', 'nonsense'), /unknown network fault/);
    await rejects(lakebase.control('sleep', '--endpoint', 'nowhere'), /no endpoint 'nowhere'/);
    await rejects(lakebase.control('nonsense'), /there is no command/);
  });
}
