// A test list that prints TAP, and the few things that most tests do.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { promisify } from 'node:util';
import pg from 'pg';
import { controlCommand } from '../program/paths.mjs';
import { probeLogin } from '../program/probe.mjs';

const run = promisify(execFile);
const tests = [];

export const test = (name, work) => tests.push({ name, work });

export class Skip extends Error {}

export async function runAll() {
  console.log(`1..${tests.length}`);
  let failed = 0;
  for (const [index, { name, work }] of tests.entries()) {
    try {
      await work();
      console.log(`ok ${index + 1} - ${name}`);
    } catch (error) {
      if (error instanceof Skip) {
        console.log(`ok ${index + 1} - ${name} # SKIP ${error.message}`);
        continue;
      }
      failed += 1;
      console.log(`not ok ${index + 1} - ${name}`);
      console.log(error.stack.split('\n').slice(0, 12).map((line) => `# ${line}`).join('\n'));
    }
  }
  return failed;
}

/** One instance, as its `env` describes it. */
export class Subject {
  static async start(...options) {
    const { stdout } = await run(controlCommand, ['start', '--new', '--while', String(process.pid), ...options]);
    return Subject.of(stdout.trim());
  }

  static async of(directory) {
    const subject = new Subject();
    subject.directory = directory;
    const text = await subject.control('env');
    subject.env = Object.fromEntries([...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
    subject.ca = fs.readFileSync(subject.env.LB_TEST_CA);
    subject.release = Number(subject.env.LB_PG_RELEASE);
    return subject;
  }

  async control(...words) {
    const { stdout } = await run(controlCommand, [...words, '--dir', this.directory], { maxBuffer: 1 << 26 });
    return stdout;
  }

  async status() {
    return JSON.parse(await this.control('status'));
  }

  async lines(command) {
    return (await this.control(command)).split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async credential(...options) {
    return (await this.control('credential', ...options)).trim();
  }

  /** Logs in on the wire with a clear-text password. */
  probe(password, { user = this.env.LB_CLIENT_ID, port = this.env.LB_PGPORT, ...more } = {}) {
    return probeLogin({ port: Number(port), ca: this.ca, user, password, ...more });
  }

  /** An ordinary client's connection, ended after `work`. */
  async connect(options, work) {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(this.env.LB_PGPORT),
      user: this.env.LB_NATIVE_USER,
      password: this.env.LB_NATIVE_PASSWORD,
      database: this.env.LB_DATABASE,
      ssl: { ca: this.ca, servername: 'localhost' },
      ...options,
    });
    client.on('error', (error) => { client.lost ??= error; });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** An HTTPS request to the workspace: {status, headers, text, json}. */
  http(path, { method = 'GET', headers = {}, body, form, timeout = 5000 } = {}) {
    const payload = form ? new URLSearchParams(form).toString() : body && JSON.stringify(body);
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const url = new URL(path, this.env.LB_WORKSPACE_URL);
    return new Promise((resolve, reject) => {
      const request = https.request({
        host: '127.0.0.1', port: url.port, servername: 'localhost', ca: this.ca, agent: false, timeout,
        path: url.pathname + url.search,
        method: payload ? (method === 'GET' ? 'POST' : method) : method,
        headers: { host: url.host, ...(payload && { 'content-type': type, 'content-length': Buffer.byteLength(payload) }), ...headers },
      }, async (response) => {
        let text = '';
        try {
          for await (const chunk of response) text += chunk;
        } catch (error) {
          return reject(error);
        }
        let json = null;
        try {
          json = JSON.parse(text);
        } catch {
          // A page, or a fault.
        }
        return resolve({ status: response.statusCode, headers: response.headers, text, json });
      });
      request.on('timeout', () => request.destroy(new Error('timeout')));
      request.on('error', reject);
      request.end(payload);
    });
  }

  token(form, headers = {}) {
    return this.http('/oidc/v1/token', { form, headers });
  }

  async accessToken({ scope = 'all-apis', id = this.env.LB_CLIENT_ID, secret = this.env.LB_CLIENT_SECRET } = {}) {
    const { json } = await this.token({ grant_type: 'client_credentials', scope }, basic(id, secret));
    return json.access_token;
  }

  api(path, token, options = {}) {
    return this.http(`/api/2.0${path}`, { ...options, headers: { ...bearer(token), ...options.headers } });
  }
}

export const basic = (id, secret) => ({
  authorization: `Basic ${Buffer.from(`${formEncode(id)}:${formEncode(secret)}`).toString('base64')}`,
});
const formEncode = (text) => new URLSearchParams({ x: text }).toString().slice(2);
export const bearer = (token) => ({ authorization: `Bearer ${token}` });
export const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
export const decodeJwt = (jwt) => jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));

export function pkce() {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export async function rejects(promise, pattern) {
  const error = await promise.then(() => null, (e) => e);
  assert.ok(error, 'it should have failed');
  if (pattern) assert.match(`${error.code ?? ''} ${error.message}`, pattern);
  return error;
}

export { assert };
