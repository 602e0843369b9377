// Who gets in, who does not, and what they are told.
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import { CANCEL_REQUEST, GSSENC_REQUEST, parseErrorFields, request, startup } from '../program/protocol.mjs';
import { Skip, assert, base64url, decodeJwt, rejects, test } from './harness.mjs';

const notJwt = /^Provided authentication token is not a valid JWT encoding$/;
const refused = /^Invalid authorization for databricks identity login$/;

/** Sends bytes without TLS and returns the answer. */
function plaintext(port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer);
    });
    socket.once('end', () => resolve(Buffer.alloc(0)));
    socket.once('error', reject);
  });
}

export function loginTests(lakebase) {
  const { env } = lakebase;
  const mustFail = async (password, { sqlstate = '28P01', message, ...options }) => {
    const { error } = await lakebase.probe(password, options);
    assert.ok(error, 'it let us in');
    assert.equal(error.sqlstate, sqlstate);
    assert.match(error.message, message);
    assert.equal(error.severity, 'FATAL');
  };

  test('a credential logs in: one clear-text request, then ready', async () => {
    assert.deepEqual(await lakebase.probe(await lakebase.credential()), { steps: ['CleartextPassword', 'Ok', 'Ready'], error: null });
  });

  test('TLS without an SSLRequest works from 17 on', async () => {
    if (lakebase.release < 17) throw new Skip('PostgreSQL 17 began with it');
    assert.equal((await lakebase.probe(await lakebase.credential(), { direct: true })).error, null);
  });

  test('a credential of 8 KiB logs in', async () => {
    await lakebase.control('set', 'padding=8192');
    const credential = await lakebase.credential();
    await lakebase.control('set', 'padding=0');
    assert.ok(credential.length > 8192);
    assert.equal((await lakebase.probe(credential)).error, null);
  });

  for (const [what, options] of Object.entries({
    expired: ['--expires-in', '-5'],
    'not valid yet': ['--not-before', '60'],
    forged: ['--forged'],
    'signed by an unknown key': ['--unknown-key'],
    'of another issuer': ['--issuer', 'https://other.lakebase.test/oidc'],
    'for another audience': ['--audience', 'elsewhere'],
    'for another endpoint': ['--endpoint', 'dev'],
  })) {
    test(`a credential that is ${what} is refused`, async () => mustFail(await lakebase.credential(...options), { message: refused }));
  }

  test("somebody else's credential is refused", async () =>
    mustFail(await lakebase.credential('--subject', env.LB_USER), { message: /token's identity did not match/ }));

  test('a credential without a signature (alg none) is refused', async () => {
    const [header, payload] = decodeJwt(await lakebase.credential());
    await mustFail(`${base64url({ ...header, alg: 'none' })}.${base64url(payload)}.`, { message: refused });
  });

  test('a credential signed with the public key as HMAC secret is refused', async () => {
    const [header, payload] = decodeJwt(await lakebase.credential());
    const pem = fs.readFileSync(`${lakebase.directory}/keys/${header.kid}.pem`);
    const signed = `${base64url({ ...header, alg: 'HS256' })}.${base64url(payload)}`;
    await mustFail(`${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`, { message: refused });
  });

  test('a key id that leaves the key directory is refused', async () => {
    const credential = await lakebase.credential();
    const [header] = decodeJwt(credential);
    const [, ...rest] = credential.split('.');
    await mustFail([base64url({ ...header, kid: `../keys/${header.kid}` }), ...rest].join('.'), { message: refused });
  });

  test('a changed payload is refused', async () => {
    const credential = await lakebase.credential('--subject', env.LB_USER);
    const [header, , signature] = credential.split('.');
    const [, payload] = decodeJwt(credential);
    await mustFail([header, base64url({ ...payload, sub: env.LB_CLIENT_ID }), signature].join('.'), { message: refused });
  });

  test('a workspace token is refused', async () => mustFail(await lakebase.accessToken(), { message: refused }));

  for (const [what, password] of Object.entries({
    'a personal access token': env.LB_PAT,
    'an ordinary password': 'secret',
    'an empty password': '',
    'three empty segments': '..',
  })) {
    test(`${what} is no JWT`, async () => mustFail(password, { message: notJwt }));
  }

  test('a password of 70 kB ends the connection', async () => {
    const { error } = await lakebase.probe('x'.repeat(70000)).catch((e) => ({ error: e }));
    assert.ok(error);
    assert.notEqual(error.sqlstate, '28P01');
  });

  test('an identity without a role is told that the role does not exist', async () => {
    const id = env.LB_NOROLE_CLIENT_ID;
    await mustFail(await lakebase.credential('--subject', id), { user: id, sqlstate: '28000', message: new RegExp(`^role "${id}" does not exist$`) });
  });

  test('the reason of a refusal is in the server log', async () => {
    await lakebase.probe(await lakebase.credential('--expires-in', '-7'));
    assert.match(fs.readFileSync(env.LB_SERVER_LOG, 'utf8'), /DETAIL: {2}databricks_auth: expired/);
  });

  test('a native role logs in by SCRAM, and not with another password', async () => {
    await lakebase.connect({}, async (client) => assert.equal((await client.query('select 1 as x')).rows[0].x, 1));
    await rejects(lakebase.connect({ password: 'wrong' }, () => {}), /28P01 password authentication failed for user/);
    assert.equal((await lakebase.probe('x', { user: env.LB_NATIVE_USER })).error.message, 'asked for SASL');
  });

  test('a start-up packet without TLS is refused', async () => {
    for (const port of [env.LB_PGPORT, env.LB_PGPORT_RO, env.LB_PGPORT_TAP]) {
      const answer = await plaintext(port, startup({ user: env.LB_CLIENT_ID, database: env.LB_DATABASE }));
      assert.equal(String.fromCharCode(answer[0]), 'E');
      assert.deepEqual(parseErrorFields(answer.subarray(5)), { severity: 'FATAL', sqlstate: '08P01', message: 'Invalid protocol version: 196608' });
    }
  });

  test('GSSAPI encryption is declined, a cancel request without TLS is taken', async () => {
    assert.equal((await plaintext(env.LB_PGPORT, request(GSSENC_REQUEST))).toString(), 'N');
    assert.equal((await plaintext(env.LB_PGPORT, request(CANCEL_REQUEST, Buffer.alloc(8)))).length, 0);
  });

  test('the server is recognisable as Lakebase', () => lakebase.connect({}, async (client) => {
    const { rows } = await client.query('show shared_preload_libraries');
    assert.deepEqual(rows[0].shared_preload_libraries.split(','), ['neon', 'databricks_auth']);
    assert.ok((await client.query("select 1 from pg_settings where name like 'databricks.%'")).rowCount);
  }));

  test('databricks_create_role makes a role that can log in', async () => {
    const id = 'd1b7c0de-0099-4a4a-9c00-000000000099';
    const owner = { user: env.LB_USER, password: await lakebase.credential('--subject', env.LB_USER) };
    await lakebase.connect(owner, async (client) => {
      await client.query('create database elsewhere');
      await rejects(client.query(`select databricks_create_role('x', 'ROBOT')`), /22023/);
    });
    await lakebase.connect({ ...owner, database: 'elsewhere' }, async (client) => {
      await client.query('create extension databricks_auth');
      await client.query(`select databricks_create_role('${id}', 'SERVICE_PRINCIPAL')`);
      const { rows } = await client.query(`select identity_type from databricks_list_roles where role_name = '${id}'`);
      assert.deepEqual(rows, [{ identity_type: 'SERVICE_PRINCIPAL' }]);
    });
    const { error } = await lakebase.probe(await lakebase.credential('--subject', id), { user: id });
    assert.equal(error, null);
  });
}
