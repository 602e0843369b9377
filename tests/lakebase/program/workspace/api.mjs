// The Management API and SCIM Me: who may ask, what is there, paging, and the two calls that mint credentials.
import { ApiError, forbidden, invalid, notFound, unauthenticated } from './errors.mjs';
import { names } from './catalog.mjs';

const lists = {
  projects: (catalog) => catalog.projects(),
  branches: (catalog) => catalog.branches(),
  endpoints: (catalog) => catalog.endpoints(),
  roles: (catalog) => catalog.roles(),
  databases: (catalog) => catalog.databases(),
};

export class Api {
  /** @param authenticate turns a bearer token into {subject, scopes}, or throws */
  constructor({ catalog, identities, keys, issuer, settings, authenticate }) {
    Object.assign(this, { catalog, identities, keys, issuer, settings, authenticate });
  }

  /** Answers a request, or throws an ApiError. */
  async answer({ method, path, query, headers, body }) {
    const who = await this.caller(headers.authorization);
    const route = `${method} ${path}`;
    if (route === 'GET /api/2.0/preview/scim/v2/Me') return this.me(who);
    if (path.startsWith('/api/2.0/postgres/') || path.startsWith('/api/2.0/database/')) {
      this.requireScope(who, 'postgres');
      if (this.identities.servicePrincipals.some((p) => p.outsider && p.id === who.subject)) {
        throw forbidden(`User ${who.subject} does not have the permission to use Lakebase in this workspace.`);
      }
      if (route === 'POST /api/2.0/postgres/credentials') return this.mintForEndpoint(who, body);
      if (route === 'POST /api/2.0/database/credentials') return this.mintForInstances(who, body);
      if (method === 'GET' && path.startsWith('/api/2.0/postgres/')) return this.read(path.slice('/api/2.0/postgres/'.length), query);
      if (method === 'GET') return this.readInstances(path.slice('/api/2.0/database/'.length), query);
    }
    throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${method} ${path.replace('/api/2.0', '')}'`);
  }

  async caller(authorization) {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw unauthenticated('Credential was not sent or was of an unsupported type for this API.');
    const pat = this.identities.personalAccessToken;
    if (token === pat.token) return { subject: pat.subject, scopes: ['all-apis'] };
    try {
      return await this.authenticate(token);
    } catch (error) {
      throw unauthenticated(error.code === 'ERR_JWT_EXPIRED' ? 'Access token has expired.' : 'Invalid access token.');
    }
  }

  requireScope(who, scope) {
    if (who.scopes.includes('all-apis') || who.scopes.includes(scope)) return;
    throw forbidden(`Provided OAuth token does not have required scopes: ${scope}`);
  }

  me(who) {
    this.requireScope(who, 'iam');
    const principal = this.identities.servicePrincipals.find((p) => p.id === who.subject);
    const user = this.identities.users.find((u) => u.email === who.subject);
    return {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: '7001',
      userName: who.subject,
      displayName: principal?.name ?? user?.name ?? who.subject,
      active: true,
      ...(user && { emails: [{ type: 'work', value: user.email, primary: true }] }),
    };
  }

  // --- reading ---------------------------------------------------------------

  read(name, query) {
    const parts = name.split('/');
    const kind = parts.length % 2 ? parts[parts.length - 1] : parts[parts.length - 2];
    if (!lists[kind]) throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for 'GET /postgres/${name}'`);
    const everything = lists[kind](this.catalog);
    if (parts.length % 2 === 0) {
      const found = everything.find((object) => object.name === name);
      if (!found) throw this.missing(name);
      return found;
    }
    const parent = parts.slice(0, -1).join('/');
    if (parent) this.read(parent, query); // 404 when the parent does not exist
    return this.page(kind, everything.filter((object) => (object.parent ?? '') === parent), query);
  }

  missing(name) {
    const singular = { projects: 'project', branches: 'branch', endpoints: 'endpoint', roles: 'role', databases: 'database' };
    return notFound(`${singular[name.split('/').at(-2)]} '${name}' does not exist.`);
  }

  /** The page token is the offset; a client must not look into it. */
  page(key, all, query) {
    const limit = 100;
    const asked = query.get('page_size') ? Number(query.get('page_size')) : limit;
    if (!Number.isInteger(asked) || asked < 0) throw invalid(`page_size must be a positive number, not '${query.get('page_size')}'`);
    const size = Math.min(asked || limit, limit, this.settings.pageSize || limit);
    const token = query.get('page_token');
    const from = token ? Number(Buffer.from(token, 'base64url').toString().replace(/^offset=/, '')) : 0;
    if (!Number.isInteger(from)) throw invalid('page_token is not one that was handed out');
    const next = from + size < all.length ? Buffer.from(`offset=${from + size}`).toString('base64url') : undefined;
    return { [key]: all.slice(from, from + size), ...(next && { next_page_token: next }) };
  }

  readInstances(rest, query) {
    const all = this.catalog.instances();
    if (rest === 'instances') return this.page('database_instances', all, query);
    const wanted = rest === 'instances:findByUid' ? query.get('uid') : /^instances\/([^/]+)$/.exec(rest)?.[1];
    if (!wanted) throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for 'GET /database/${rest}'`);
    const found = all.find((i) => (rest === 'instances:findByUid' ? i.uid : i.name) === decodeURIComponent(wanted));
    if (!found) throw notFound(`Database instance '${wanted}' not found.`);
    return found;
  }

  // --- minting ---------------------------------------------------------------

  async mint(who, endpoint, lifetime) {
    const padding = this.settings.credentialPadding;
    const token = await this.keys.signCredential({ subject: who.subject, endpoint, issuer: this.issuer, expiresIn: lifetime, padding });
    return { token, until: new Date((Math.floor(Date.now() / 1000) + lifetime) * 1000).toISOString() };
  }

  async mintForEndpoint(who, body) {
    if (typeof body?.endpoint !== 'string' || !/^projects\/[^/]+\/branches\/[^/]+\/endpoints\/[^/]+$/.test(body.endpoint)) {
      throw invalid("Field 'endpoint' must be of the form projects/{project}/branches/{branch}/endpoints/{endpoint}.");
    }
    this.read(body.endpoint, new URLSearchParams());
    const { token, until } = await this.mint(who, body.endpoint, this.lifetime(body));
    return { token, expire_time: until };
  }

  /** Five minutes to an hour, when asked; otherwise what `lakebase ttl` says. */
  lifetime({ ttl, expire_time: expireTime }) {
    if (ttl !== undefined && expireTime !== undefined) throw invalid("Only one of 'ttl' and 'expire_time' may be set.");
    if (ttl === undefined && expireTime === undefined) return this.settings.credentialLifetime;
    const seconds = ttl !== undefined
      ? Number(/^(\d+(?:\.\d+)?)s$/.exec(ttl)?.[1])
      : Math.round((Date.parse(expireTime) - Date.now()) / 1000);
    if (!(seconds >= 300 && seconds <= 3600)) throw invalid('The lifetime of a credential must be between 300 and 3600 seconds.');
    return Math.min(Math.floor(seconds), this.settings.credentialLifetime);
  }

  async mintForInstances(who, body) {
    const wanted = body?.instance_names;
    if (!Array.isArray(wanted) || wanted.length === 0) throw invalid("At least one of 'instance_names' and 'claims' must be set.");
    for (const name of wanted) this.readInstances(`instances/${name}`, new URLSearchParams());
    const { token, until } = await this.mint(who, names.instance.replace(/[^/]+$/, wanted[0]), this.settings.credentialLifetime);
    return { token, expiration_time: until };
  }
}
