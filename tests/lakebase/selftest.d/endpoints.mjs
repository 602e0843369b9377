// The endpoints beside the first: read-only, another branch, disabled, pooled, tapped; sleep and wake.
import { Skip, assert, rejects, test } from './harness.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function endpointTests(lakebase) {
  const { env } = lakebase;

  test('the read-only endpoint follows the primary and refuses to write', async () => {
    await lakebase.connect({}, (client) => client.query('create table public.followed as select 42 as answer'));
    await lakebase.connect({ port: Number(env.LB_PGPORT_RO) }, async (client) => {
      let found = null;
      for (let i = 0; i < 100 && !found; i += 1) {
        found = await client.query('select answer from public.followed').catch(() => pause(50));
      }
      assert.equal(found?.rows[0].answer, 42);
      await rejects(client.query('drop table public.followed'), /25006/);
    });
    const credential = await lakebase.credential('--endpoint', 'replica');
    assert.equal((await lakebase.probe(credential, { port: env.LB_PGPORT_RO })).error, null);
  });

  test('the branch dev has its own data', async () => {
    const dev = { port: Number(env.LB_PGPORT_DEV) };
    await lakebase.connect(dev, async (client) => {
      assert.equal((await client.query('select count(*)::int as n from sales.customers')).rows[0].n, 6);
      await client.query('create table public.only_here ()');
    });
    await lakebase.connect({}, (client) => rejects(client.query('select from public.only_here'), /42P01/));
  });

  test('a disabled endpoint refuses after the password', async () => {
    const { steps, error } = await lakebase.probe('x', { port: env.LB_PGPORT_DISABLED });
    assert.deepEqual(steps, ['CleartextPassword', 'Error']);
    assert.match(error.message, /endpoint is disabled/);
  });

  test('the pooled host takes native passwords, shares sessions, and no tokens', async () => {
    if (!env.LB_PGPORT_POOLED) throw new Skip('PgBouncer is not installed');
    const pooled = { port: Number(env.LB_PGPORT_POOLED) };
    const pid = async (client) => (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
    await lakebase.connect(pooled, (one) => lakebase.connect(pooled, async (two) => assert.equal(await pid(one), await pid(two))));
    const token = { ...pooled, user: env.LB_CLIENT_ID, password: await lakebase.credential() };
    await rejects(lakebase.connect(token, () => {}), /SASL authentication failed/);
  });

  test('the tap records messages, round trips and start-up parameters, and no password', async () => {
    await lakebase.control('wire', '--clear');
    const tapped = { port: Number(env.LB_PGPORT_TAP), application_name: 'tapped' };
    await lakebase.connect(tapped, async (client) => {
      await client.query('select generate_series(1, 1000)');
      await rejects(client.query('select 1/0'), /22012/);
    });
    const credential = await lakebase.credential();
    assert.equal((await lakebase.probe(credential, { port: env.LB_PGPORT_TAP })).error, null);

    const records = await lakebase.lines('wire');
    const first = records.filter((r) => r.connection === records[0].connection);
    assert.equal(first[0].name, 'StartupMessage');
    assert.equal(first[0].parameters.application_name, 'tapped');
    const queries = first.filter((r) => r.name === 'Query');
    assert.deepEqual(queries.map((r) => r.trip - queries[0].trip), [0, 1]);
    assert.equal(first.find((r) => r.name === 'DataRow').count, 1000);
    assert.equal(first.find((r) => r.name === 'ErrorResponse').sqlstate, '22012');
    const ofClient = first.filter((r) => r.from === 'client').map((r) => r.name);
    assert.deepEqual(ofClient, ['StartupMessage', 'Password', 'Password', 'Query', 'Query', 'Terminate']);
    assert.ok(!JSON.stringify(records).includes(credential.slice(0, 40)));
    assert.ok(!JSON.stringify(records).includes(env.LB_NATIVE_PASSWORD));
  });

  test('sleep ends the sessions; the next connection wakes the endpoint after the delay', async () => {
    const state = async () => (await lakebase.api(`/postgres/${env.LB_ENDPOINT}`, env.LB_PAT)).json.status.current_state;
    assert.equal(await state(), 'ACTIVE');
    await lakebase.connect({}, async (client) => {
      await client.query('create temporary table gone ()');
      await lakebase.control('sleep', '--wake-ms', '1500');
      await rejects(client.query('select 1'));
      assert.equal(client.lost?.code, '57P01');
    });
    assert.equal(await state(), 'IDLE');
    const began = Date.now();
    await Promise.all([1, 2, 3].map(() => lakebase.connect({}, (client) => client.query('select 1'))));
    const took = Date.now() - began;
    assert.ok(took >= 1500 && took < 5000, `waking took ${took} ms`);
    assert.equal(await state(), 'ACTIVE');
  });

  test('an endpoint can be woken while it is still falling asleep', async () => {
    for (let round = 0; round < 5; round += 1) {
      const asleep = lakebase.control('sleep');
      await lakebase.connect({}, (client) => client.query('select 1')).catch(() => {}); // may have been cut off
      await asleep;
      await lakebase.connect({}, (client) => client.query('select 1'));
    }
  });

  test('fifty connections at once are served', () => {
    const query = (client) => client.query('select pg_sleep(0.2)');
    return Promise.all(Array.from({ length: 50 }, () => lakebase.connect({}, query)));
  });

  test('a pooled connection wakes the endpoint, too', async () => {
    if (!env.LB_PGPORT_POOLED) throw new Skip('PgBouncer is not installed');
    await lakebase.control('sleep');
    await lakebase.connect({ port: Number(env.LB_PGPORT_POOLED) }, (client) => client.query('select 1'));
  });
}
