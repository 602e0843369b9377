// The workspace's HTTPS server: the log, the faults, and who answers what.
import fs from 'node:fs';
import https from 'node:https';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { listenOnLoopback } from '../loopback.mjs';
import { Api } from './api.mjs';
import { ApiError } from './errors.mjs';
import { HttpFaults, faultKinds } from './faults.mjs';
import { entraAudience, entraTenant, makeEntra, makeFederation, tokenExchange } from './federation.mjs';
import { accessTokenAudience, makeOAuth } from './oauth.mjs';

const BODY_LIMIT = 1 << 20;
const workspaceId = '1234567890123456';
const accountId = 'acc00000-0000-4000-8000-000000000001';

async function readBody(req) {
  const chunks = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new ApiError(413, 'REQUEST_TOO_LARGE', 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The API takes JSON whatever the content type says, the OAuth server takes forms. */
function parseBody(text, isForm) {
  if (text === '') return undefined;
  if (isForm) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return null; // said to be wrong by whoever wants it
  }
}

export class Workspace {
  constructor({ files, tls, keys, identities, settings, log }) {
    Object.assign(this, { files, tls, keys, identities, settings, log });
    this.faults = new HttpFaults();
    this.records = [];
  }

  async listen() {
    const options = { cert: this.tls.cert, key: this.tls.key };
    Object.assign(this, await listenOnLoopback(() => https.createServer(options, (req, res) => this.serve(req, res))));
    this.base = `https://localhost:${this.port}`;
    const { base, keys, identities, settings, log } = this;
    this.oauth = makeOAuth({ base, keys, identities, settings, log });
    this.issuer = this.oauth.issuer;
    this.exchange = makeFederation({ base, issuer: this.issuer, keys, identities, settings });
  }

  /** The API comes last: it tells about endpoints, which need the issuer to be made. */
  attach(catalog) {
    const entra = makeEntra(this);
    const ownKeys = createLocalJWKSet({ keys: [this.keys.publicJwk(this.keys.oauth)] });
    this.api = new Api({
      catalog,
      identities: this.identities,
      keys: this.keys,
      issuer: this.issuer,
      settings: this.settings,
      authenticate: async (token) => {
        if (decodeJwt(token).aud === entraAudience) return entra(token);
        const { payload } = await jwtVerify(token, ownKeys, { issuer: this.issuer, audience: accessTokenAudience });
        return { subject: payload.sub, scopes: (payload.scope ?? '').split(' ') };
      },
    });
  }

  clearLog() {
    this.records = [];
    fs.writeFileSync(this.files.requestLog, '', { mode: 0o600 });
  }

  note(record) {
    this.records.push(record);
    fs.appendFileSync(this.files.requestLog, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  }

  async serve(req, res) {
    const began = Date.now();
    const url = new URL(req.url, this.base);
    const request = { method: req.method, path: url.pathname, query: url.searchParams, headers: req.headers };
    const fault = this.faults.take(req.method, url.pathname);
    let noted = false;
    res.on('close', () => {
      if (noted) return;
      noted = true;
      this.note({
        time: new Date(began).toISOString(),
        ms: Date.now() - began,
        method: req.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: req.headers,
        body: request.body,
        status: res.headersSent ? res.statusCode : null, // null: the client got no answer
        ...(fault && { fault: fault.kind }),
      });
    });
    try {
      request.body = parseBody(await readBody(req), url.pathname.startsWith('/oidc/'));
      if (fault && (await faultKinds[fault.kind](res, fault, this.base)) !== true) return;
      await this.answer(request, req, res);
    } catch (error) {
      if (res.headersSent || res.destroyed) return;
      if (!(error instanceof ApiError)) this.log(`workspace: ${error.stack}`);
      const known = error instanceof ApiError ? error : new ApiError(500, 'INTERNAL_ERROR', error.message);
      this.send(res, known.status, known.body());
    }
  }

  send(res, status, body) {
    res.writeHead(status, { 'content-type': 'application/json', 'x-databricks-org-id': workspaceId });
    res.end(JSON.stringify(body));
  }

  async answer(request, req, res) {
    const { method, path, body } = request;
    if (path === '/.well-known/databricks-config') return this.send(res, 200, this.hostMetadata());
    if (path === '/oidc/v1/token' && method === 'POST' && body?.grant_type === tokenExchange) {
      const { status, body: answer } = await this.exchange(body);
      return this.send(res, status, answer);
    }
    if (path === '/aad/auth') { // where the login page of Azure Databricks sends people
      res.writeHead(302, { location: `https://login.microsoftonline.com/${entraTenant}/oauth2/authorize?client_id=${entraAudience}` });
      return res.end();
    }
    if (path.startsWith('/oidc/')) {
      req.body = body; // the stream has been read; the OAuth server takes this instead
      return this.oauth.handle(req, res);
    }
    if (path.startsWith('/api/')) return this.send(res, 200, await this.api.answer(request));
    if (path === '/login.html' || path === '/') {
      res.writeHead(200, { 'content-type': 'text/html' });
      return res.end('<!DOCTYPE html><title>Databricks</title><p>This is a web page, not an API.</p>');
    }
    throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${method} ${path}'`);
  }

  hostMetadata() {
    return {
      oidc_endpoint: `${this.base}/oidc`,
      account_id: accountId,
      workspace_id: workspaceId,
      cloud: 'AWS',
      host_type: 'workspace',
    };
  }
}
