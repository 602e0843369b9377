// The OAuth server: oidc-provider, configured to look like a Databricks workspace's.
import { Provider } from 'oidc-provider';
import { pageRoutes } from './pages.mjs';

const workspaceScopes = ['all-apis', 'postgres', 'iam', 'offline_access'];
export const accessTokenAudience = 'workspace';

function clients(identities) {
  const { servicePrincipals, customApp } = identities;
  const loginClient = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };
  return [
    ...servicePrincipals.filter((p) => p.secret).map((p) => ({
      client_id: p.id,
      client_secret: p.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    {
      ...loginClient,
      client_id: 'databricks-cli',
      token_endpoint_auth_method: 'none',
      // A native client's loopback redirect may use any port (RFC 8252).
      application_type: 'native',
      redirect_uris: [
        ...Array.from({ length: 21 }, (_, i) => `http://localhost:${8020 + i}`),
        'http://localhost/callback',
        'http://127.0.0.1/',
        'http://127.0.0.1/callback',
      ],
    },
    {
      ...loginClient,
      client_id: customApp.id,
      client_secret: customApp.secret,
      token_endpoint_auth_method: 'client_secret_post',
      application_type: 'web',
      redirect_uris: [customApp.redirectUri],
    },
  ];
}

function asProviderWantsIt(url) {
  if (url.startsWith('/oidc/.well-known/oauth-authorization-server')) return '/oidc/.well-known/openid-configuration';
  // OpenID Connect drops offline_access from a request without prompt=consent; Databricks does not.
  const { pathname, searchParams } = new URL(url, 'https://localhost');
  if (pathname !== '/oidc/v1/authorize' || searchParams.has('prompt')) return url;
  if (!searchParams.get('scope')?.split(' ').includes('offline_access')) return url;
  return `${url}&prompt=consent`;
}

/**
 * @param base the workspace's URL; the provider lives below /oidc
 * @returns {handle, issuer}: handle(req, res) for everything below /oidc
 */
export function makeOAuth({ base, keys, identities, settings, log }) {
  const issuer = `${base}/oidc`;
  const provider = new Provider(issuer, {
    clients: clients(identities),
    jwks: { keys: [keys.oauth.jwk] },
    cookies: { keys: [keys.oauth.kid] },
    routes: { authorization: '/v1/authorize', token: '/v1/token', jwks: '/jwks.json', revocation: '/v1/revoke' },
    scopes: ['openid', ...workspaceScopes],
    claims: { email: ['email'] },
    pkce: { required: (ctx, client) => client.clientAuthMethod === 'none' || client.grantTypeAllowed('authorization_code') },
    clientBasedCORS: () => false,
    interactions: { url: (ctx, interaction) => `/oidc/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      // Only a resource server makes access tokens JWTs, as Databricks' are.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => base,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: workspaceScopes.join(' '),
          audience: accessTokenAudience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    // Functions, so that `lakebase ttl` holds for the next token.
    ttl: {
      AccessToken: () => settings.oauthLifetime,
      ClientCredentials: () => settings.oauthLifetime,
      AuthorizationCode: 60,
      IdToken: 3600,
      RefreshToken: 86400,
      Session: 3600,
      Grant: 86400,
      Interaction: 600,
    },
    rotateRefreshToken: true,
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = `<!DOCTYPE html><title>Error</title><h1>${out.error}</h1><pre>${out.error_description ?? ''}</pre>`;
    },
  });
  provider.on('server_error', (ctx, error) => log(`oauth: ${error.stack}`));
  provider.on('grant.error', (ctx, error) => log(`oauth: ${error.error}: ${error.error_detail ?? error.error_description}`));

  const pages = pageRoutes(provider, identities, base);
  const callback = provider.callback();
  return {
    issuer,
    handle(req, res) {
      if (req.url.startsWith('/oidc/interaction/')) return pages(req, res);
      req.url = asProviderWantsIt(req.url);
      req.originalUrl = req.url; // tells the provider where it is mounted
      req.url = req.url.slice('/oidc'.length);
      return callback(req, res);
    },
  };
}
