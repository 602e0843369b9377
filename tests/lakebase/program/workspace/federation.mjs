// Token exchange (RFC 8693): a JWT of a trusted foreign issuer becomes a workspace token.
//
// It is answered here and not by the OAuth server, because Databricks wants no client
// authentication for it: client_id alone names the service principal.
import { SignJWT, createLocalJWKSet, jwtVerify } from 'jose';
import { accessTokenAudience } from './oauth.mjs';

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const trustedIssuer = 'https://issuer.lakebase.test';
const jwtType = 'urn:ietf:params:oauth:token-type:jwt';

const refusal = (error, description) => ({ status: error === 'invalid_client' ? 401 : 400, body: { error, error_description: description } });

export function makeFederation({ base, issuer, keys, identities, settings }) {
  const trusted = createLocalJWKSet({ keys: [keys.publicJwk(keys.federation)] });
  const audience = `${base}/oidc/v1/token`;

  return async (form) => {
    if (form.subject_token_type !== jwtType) return refusal('invalid_request', `subject_token_type must be ${jwtType}`);
    let claims;
    try {
      ({ payload: claims } = await jwtVerify(form.subject_token ?? '', trusted, { issuer: trustedIssuer, audience }));
    } catch (error) {
      return refusal('invalid_grant', `The subject token was refused: ${error.message}`);
    }
    // With client_id the token stands for that service principal; without, its subject has to be a user here.
    const principal = identities.servicePrincipals.find((p) => p.id === form.client_id);
    if (form.client_id && (!principal || principal.secret)) return refusal('invalid_client', 'No federation policy for this service principal');
    const user = identities.users.find((u) => u.email === claims.sub);
    const subject = principal?.id ?? user?.email;
    if (!subject) return refusal('invalid_grant', `No user matches the subject '${claims.sub}'`);

    const scope = form.scope || 'all-apis';
    const token = await new SignJWT({ scope, client_id: form.client_id ?? subject })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: keys.oauth.kid })
      .setIssuer(issuer)
      .setAudience(accessTokenAudience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + settings.oauthLifetime)
      .sign(keys.oauth.privateKey);
    return {
      status: 200,
      body: {
        access_token: token,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: settings.oauthLifetime,
        scope,
      },
    };
  };
}

/** Azure Databricks, as an application of Microsoft Entra ID: the audience of its tokens. */
export const entraAudience = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
export const entraTenant = '0e27a0de-0007-4a4a-9c00-000000007e4a';

/**
 * The API takes tokens of Microsoft Entra ID as they are. The same trusted issuer stands in for it. Their subject
 * is an opaque id: people are named by upn, applications by appid.
 */
export function makeEntra({ keys, identities }) {
  const trusted = createLocalJWKSet({ keys: [keys.publicJwk(keys.federation)] });
  return async (token) => {
    const { payload } = await jwtVerify(token, trusted, { issuer: trustedIssuer, audience: entraAudience });
    const known = [...identities.servicePrincipals.map((p) => p.id), ...identities.users.map((u) => u.email)];
    const subject = payload.upn ?? payload.appid;
    if (!known.includes(subject)) throw new Error(`'${subject}' is not a member of this workspace`);
    return { subject, scopes: ['all-apis'] };
  };
}

/** A subject token as a CI system would hand it out. */
export function signSubjectToken({ base, keys, subject, audience = `${base}/oidc/v1/token`, expiresIn = 600 }) {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: keys.federation.kid })
    .setIssuer(trustedIssuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
    .sign(keys.federation.privateKey);
}
