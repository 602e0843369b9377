// Signing in: service principals, people, refresh tokens, token exchange.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { assert, base64url, basic, bearer, decodeJwt, pkce, test } from './harness.mjs';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtType = 'urn:ietf:params:oauth:token-type:jwt';

/** A browser: follows redirects inside the workspace, keeps cookies, fills in the two forms. */
class Browser {
  constructor(lakebase, { user, password }) {
    Object.assign(this, { lakebase, user, password });
    this.cookies = new Map();
    this.pages = [];
  }

  async request(path, form) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.lakebase.http(path, { form, headers: cookie ? { cookie } : {} });
    for (const line of response.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }

  /** Returns the query of the redirect to the application, or the page where it ended. */
  async login(query, action = 'consent') {
    let path = `/oidc/v1/authorize?${new URLSearchParams(query)}`;
    let response = await this.request(path);
    for (let step = 0; step < 12; step += 1) {
      if (response.headers.location) {
        const next = new URL(response.headers.location, this.lakebase.env.LB_WORKSPACE_URL);
        if (next.origin !== this.lakebase.env.LB_WORKSPACE_URL) return Object.fromEntries(next.searchParams);
        path = next.pathname + next.search;
        response = await this.request(path);
      } else if (response.status !== 200 || this.pages.length >= 4) {
        return response;
      } else {
        const title = /<h1>(.*?)<\/h1>/.exec(response.text)[1];
        this.pages.push(title);
        response = await this.request(path, title === 'Allow access' ? { action } : { action: 'login', username: this.user, password: this.password });
      }
    }
    throw new Error('the login does not end');
  }
}

export function oauthTests(lakebase) {
  const { env } = lakebase;
  const alice = () => new Browser(lakebase, { user: env.LB_USER, password: env.LB_USER_PASSWORD });
  const cli = (more = {}) => ({
    response_type: 'code', client_id: 'databricks-cli', redirect_uri: 'http://localhost:8020', scope: 'all-apis offline_access',
    state: 'some-state', code_challenge_method: 'S256', ...more,
  });

  /** The whole way of a person through the public client; returns the token answer. */
  const loginWithCli = async (more = {}) => {
    const { verifier, challenge } = pkce();
    const query = cli({ code_challenge: challenge, ...more });
    const { code } = await alice().login(query);
    return lakebase.token({ grant_type: 'authorization_code', code, redirect_uri: query.redirect_uri, code_verifier: verifier, client_id: 'databricks-cli' });
  };

  test('discovery answers at both addresses', async () => {
    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      const { status, json } = await lakebase.http(`/oidc/.well-known/${name}`);
      assert.equal(status, 200);
      assert.equal(json.token_endpoint, `${env.LB_WORKSPACE_URL}/oidc/v1/token`);
      assert.equal(json.authorization_endpoint, `${env.LB_WORKSPACE_URL}/oidc/v1/authorize`);
    }
    const { json } = await lakebase.http('/.well-known/databricks-config');
    assert.equal(json.oidc_endpoint, `${env.LB_WORKSPACE_URL}/oidc`);
  });

  test('client credentials work by HTTP Basic and by form', async () => {
    const form = { grant_type: 'client_credentials', scope: 'all-apis' };
    for (const { status, json } of [
      await lakebase.token(form, basic(env.LB_CLIENT_ID, env.LB_CLIENT_SECRET)),
      await lakebase.token({ ...form, client_id: env.LB_CLIENT_ID, client_secret: env.LB_CLIENT_SECRET }),
      await lakebase.token(form, basic(env.LB_AWKWARD_CLIENT_ID, env.LB_AWKWARD_CLIENT_SECRET)),
    ]) {
      assert.equal(status, 200);
      assert.equal(json.token_type, 'Bearer');
      assert.equal(json.expires_in, 3600);
      assert.equal(json.refresh_token, undefined);
      assert.equal(decodeJwt(json.access_token)[0].alg, 'RS256');
    }
  });

  test('a wrong secret, an unknown client and an unencoded secret are refused', async () => {
    const raw = (id, secret) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });
    for (const headers of [basic(env.LB_CLIENT_ID, 'wrong'), basic('nobody', 'x'), raw(env.LB_AWKWARD_CLIENT_ID, env.LB_AWKWARD_CLIENT_SECRET)]) {
      const { status, json } = await lakebase.token({ grant_type: 'client_credentials', scope: 'all-apis' }, headers);
      assert.ok([400, 401].includes(status));
      assert.match(json.error, /invalid_client|invalid_request/);
      assert.ok(json.error_description);
    }
  });

  test('a person signs in with the public client and PKCE, and logs in to PostgreSQL', async () => {
    const { status, json } = await loginWithCli();
    assert.equal(status, 200);
    assert.ok(json.refresh_token);
    const minted = await lakebase.api('/postgres/credentials', json.access_token, { body: { endpoint: env.LB_ENDPOINT } });
    assert.equal((await lakebase.probe(minted.json.token, { user: env.LB_USER })).error, null);
  });

  test('the login shows two pages and returns state and issuer', async () => {
    const browser = alice();
    const back = await browser.login(cli({ code_challenge: pkce().challenge, redirect_uri: 'http://localhost:8040' }));
    assert.deepEqual(browser.pages, ['Sign in to the local workspace', 'Allow access']);
    assert.equal(back.state, 'some-state');
    assert.equal(back.iss, `${env.LB_WORKSPACE_URL}/oidc`);
  });

  test('the pages load nothing from elsewhere', async () => {
    const { headers } = await lakebase.http(`/oidc/v1/authorize?${new URLSearchParams(cli({ code_challenge: pkce().challenge }))}`);
    const cookie = headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
    const { text } = await lakebase.http(headers.location, { headers: { cookie } });
    assert.match(text, /name="password"/);
    assert.doesNotMatch(text, /:\/\/|<script|@import|<link/);
  });

  test('any loopback port will do, any other redirect will not', async () => {
    for (const redirect of ['http://localhost:8033', 'http://localhost:51234/callback', 'http://127.0.0.1:49999/']) {
      assert.equal((await loginWithCli({ redirect_uri: redirect })).status, 200, redirect);
    }
    const wrong = await alice().login(cli({ code_challenge: pkce().challenge, redirect_uri: 'http://elsewhere.lakebase.test:8020' }));
    assert.equal(wrong.status, 400);
  });

  test('PKCE is required and checked', async () => {
    assert.equal((await alice().login(cli({ code_challenge_method: '' }))).error, 'invalid_request');
    const { code } = await alice().login(cli({ code_challenge: pkce().challenge }));
    const { status, json } = await lakebase.token({
      grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:8020', code_verifier: pkce().verifier, client_id: 'databricks-cli',
    });
    assert.equal(status, 400);
    assert.equal(json.error, 'invalid_grant');
  });

  test('a wrong password is asked again, a refusal comes back as access_denied', async () => {
    const stranger = new Browser(lakebase, { user: env.LB_USER, password: 'wrong' });
    const page = await stranger.login(cli({ code_challenge: pkce().challenge }));
    assert.match(page.text, /Wrong name or password/);
    assert.equal((await alice().login(cli({ code_challenge: pkce().challenge }), 'cancel')).error, 'access_denied');
  });

  test('refresh tokens are single-use, and using one twice ends them all', async () => {
    const { json: first } = await loginWithCli();
    const refresh = (token) => lakebase.token({ grant_type: 'refresh_token', refresh_token: token, client_id: 'databricks-cli' });
    const second = await refresh(first.refresh_token);
    assert.equal(second.status, 200);
    assert.notEqual(second.json.refresh_token, first.refresh_token);
    const replayed = await refresh(first.refresh_token);
    assert.equal(replayed.json.error, 'invalid_grant');
    assert.equal((await refresh(second.json.refresh_token)).json.error, 'invalid_grant');
  });

  test('a confidential application signs in with its secret', async () => {
    const { verifier, challenge } = pkce();
    const query = cli({ client_id: env.LB_CUSTOM_APP_ID, redirect_uri: env.LB_CUSTOM_APP_REDIRECT, scope: 'postgres offline_access', code_challenge: challenge });
    const { code } = await alice().login(query);
    const form = { grant_type: 'authorization_code', code, redirect_uri: query.redirect_uri, code_verifier: verifier, client_id: query.client_id };
    assert.equal((await lakebase.token({ ...form, client_secret: 'wrong' })).status, 401);
    const { status, json } = await lakebase.token({ ...form, client_secret: env.LB_CUSTOM_APP_SECRET });
    assert.equal(status, 200);
    assert.match(json.scope, /postgres/);
    assert.ok(json.refresh_token);
  });

  test('the API takes a token of Microsoft Entra ID, by upn or appid, and no other of that issuer', async () => {
    const key = crypto.createPrivateKey(fs.readFileSync(env.LB_FEDERATION_KEY));
    const sign = (claims) => {
      const now = Math.floor(Date.now() / 1000);
      const text = `${base64url({ alg: 'RS256' })}.${base64url({ iss: 'https://issuer.lakebase.test', sub: 'opaque', iat: now, exp: now + 60, ...claims })}`;
      return `${text}.${crypto.sign('sha256', Buffer.from(text), key).toString('base64url')}`;
    };
    const aud = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
    const me = async (claims) => lakebase.http('/api/2.0/preview/scim/v2/Me', { headers: bearer(sign(claims)) });
    assert.equal((await me({ aud, upn: env.LB_USER })).json.userName, env.LB_USER);
    assert.equal((await me({ aud, appid: env.LB_CLIENT_ID })).json.userName, env.LB_CLIENT_ID);
    for (const claims of [{ aud, sub: env.LB_USER }, { aud, upn: 'stranger@example.com' }, { aud: 'other', upn: env.LB_USER }, { aud, upn: env.LB_USER, exp: 1 }]) {
      assert.equal((await me(claims)).status, 401);
    }
    const { status, headers } = await lakebase.http('/aad/auth');
    assert.equal(status, 302);
    assert.match(headers.location, /^https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}\/oauth2\/authorize/);
  });

  test('token exchange turns a foreign JWT into a workspace token', async () => {
    const ask = async (idToken, more) => lakebase.token({ grant_type: exchange, subject_token: idToken.trim(), subject_token_type: jwtType, scope: 'all-apis', ...more });
    const principal = { client_id: env.LB_FEDERATED_CLIENT_ID };
    const granted = await ask(await lakebase.control('id-token'), principal);
    assert.equal(granted.status, 200);
    assert.equal((await lakebase.api('/preview/scim/v2/Me', granted.json.access_token)).json.userName, env.LB_FEDERATED_CLIENT_ID);
    const person = await ask(await lakebase.control('id-token', '--subject', env.LB_USER), {});
    assert.equal((await lakebase.api('/preview/scim/v2/Me', person.json.access_token)).json.userName, env.LB_USER);

    assert.equal((await ask(await lakebase.control('id-token', '--audience', 'other'), principal)).json.error, 'invalid_grant');
    assert.equal((await ask(await lakebase.control('id-token', '--expires-in', '-9'), principal)).json.error, 'invalid_grant');
    assert.equal((await ask(await lakebase.accessToken(), principal)).json.error, 'invalid_grant');
    assert.equal((await ask(await lakebase.control('id-token'), { client_id: env.LB_CLIENT_ID })).json.error, 'invalid_client');
  });

  test('tokens live for seconds when told so', async () => {
    await lakebase.control('ttl', '--oauth', '1', '--credential', '1');
    const token = await lakebase.accessToken();
    const minted = await lakebase.api('/postgres/credentials', token, { body: { endpoint: env.LB_ENDPOINT } });
    assert.equal(minted.status, 200);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await lakebase.control('ttl', '--oauth', '3600', '--credential', '3600');
    const late = await lakebase.api('/preview/scim/v2/Me', token);
    assert.equal(late.status, 401);
    assert.equal(late.json.error_code, 'UNAUTHENTICATED');
    assert.match((await lakebase.probe(minted.json.token)).error.message, /^Invalid authorization/);
  });
}
