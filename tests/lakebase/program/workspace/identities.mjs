// Who exists in the workspace. Ids are fixed so that tests can name them; secrets are new for every instance.
import { randomBytes } from 'node:crypto';

const random = (bytes = 12) => randomBytes(bytes).toString('hex');

/**
 * Every character that a client has to encode, in HTTP Basic as well as in a form.
 * Databricks' own secrets are "dose" and hexadecimal digits; its Python and node
 * clients do not encode and would fail with anything else.
 */
const awkward = '+a%2Fb:c/d=e&f~';

export const federatedId = 'd1b7c0de-0004-4a4a-9c00-00000000fede';

export function makeIdentities() {
  return {
    servicePrincipals: [
      { id: 'd1b7c0de-0001-4a4a-9c00-0000000000aa', name: 'sp-app', secret: `dose${random(16)}`, role: true },
      { id: 'd1b7c0de-0002-4a4a-9c00-0000000000bb', name: 'sp-without-role', secret: `dose${random(16)}`, role: false },
      { id: 'd1b7c0de-0003-4a4a-9c00-0000000000cc', name: 'sp-outsider', secret: `dose${random(16)}`, role: false, outsider: true },
      { id: 'd1b7c0de-0006-4a4a-9c00-0000000000dd', name: 'sp-awkward', secret: `dose${random(16)}${awkward}`, role: true },
      // Signs in by token exchange only; it has no secret.
      { id: federatedId, name: 'sp-federated', secret: null, role: true },
    ],
    users: [
      { email: 'alice@example.com', name: 'Alice', password: `pw-${random(6)}`, role: true },
      { email: 'bob@example.com', name: 'Bob, without a role', password: `pw-${random(6)}`, role: false },
    ],
    // A personal access token is good for the API and never for PostgreSQL.
    personalAccessToken: { token: `dapi${random(16)}`, subject: 'alice@example.com' },
    nativeRole: { name: 'app_native', password: `Native+%:/${random(6)}` },
    customApp: {
      id: 'd1b7c0de-0005-4a4a-9c00-00000000c0de',
      secret: `app-${random()}${awkward}`,
      redirectUri: 'http://localhost:8030/callback',
    },
  };
}
