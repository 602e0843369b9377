// The workspace's signing keys: one for OAuth tokens, one for database credentials, one of a trusted foreign issuer.
import fs from 'node:fs';
import path from 'node:path';
import { SignJWT, calculateJwkThumbprint, exportJWK, exportPKCS8, exportSPKI, generateKeyPair } from 'jose';

export const credentialAudience = 'lakebase';

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

export class Keys {
  static async make(files) {
    const keys = new Keys();
    [keys.oauth, keys.credential, keys.federation, keys.stranger] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey()]);
    // The servers believe exactly the keys in this directory.
    fs.mkdirSync(files.keys, { recursive: true });
    fs.writeFileSync(path.join(files.keys, `${keys.credential.kid}.pem`), await exportSPKI(keys.credential.publicKey));
    fs.writeFileSync(path.join(files.directory, 'federation.key'), await exportPKCS8(keys.federation.privateKey), { mode: 0o600 });
    return keys;
  }

  publicJwk(key) {
    const { kty, n, e, kid, alg, use } = key.jwk;
    return { kty, n, e, kid, alg, use };
  }

  /**
   * A database credential. Everything can be bent, for tests of what must be refused.
   * @param expiresIn seconds from now; may be negative
   */
  signCredential({ subject, endpoint, issuer, expiresIn, audience = credentialAudience, notBefore, key = this.credential, kid = key.kid, padding = 0 }) {
    const now = Math.floor(Date.now() / 1000);
    const jwt = new SignJWT({ endpoint, ...(padding && { padding: 'x'.repeat(padding) }) })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now + Math.min(0, expiresIn))
      .setExpirationTime(now + expiresIn);
    if (notBefore !== undefined) jwt.setNotBefore(now + notBefore);
    return jwt.sign(key.privateKey);
  }
}
