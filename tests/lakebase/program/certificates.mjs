// A private CA and one server certificate, made anew for every instance.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names look like Lakebase's own, under a top-level domain that can never exist. */
export const hostSuffix = 'database.local.lakebase.test';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

export async function makeCertificates(files) {
  const inTls = (name) => path.join(files.tls, name);
  const openssl = (...args) => run('openssl', args);
  fs.mkdirSync(files.tls, { recursive: true, mode: 0o700 });

  await openssl('req', '-x509', ...newKey, '-keyout', inTls('ca.key'), '-out', files.ca, '-days', '30',
    '-subj', '/CN=Local Lakebase CA', '-addext', 'basicConstraints=critical,CA:TRUE',
    '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  await openssl('req', ...newKey, '-keyout', files.serverKey, '-out', inTls('server.csr'), '-subj', '/CN=localhost');
  fs.writeFileSync(inTls('server.ext'), [
    `subjectAltName=DNS:localhost,DNS:*.${hostSuffix},IP:127.0.0.1,IP:::1`,
    'extendedKeyUsage=serverAuth',
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
  ].join('\n'));
  await openssl('x509', '-req', '-in', inTls('server.csr'), '-CA', files.ca, '-CAkey', inTls('ca.key'),
    '-CAcreateserial', '-CAserial', inTls('ca.srl'), '-days', '30', '-extfile', inTls('server.ext'), '-out', files.serverCertificate);
  fs.chmodSync(files.serverKey, 0o600);
  // Nobody can sign with this CA again.
  for (const name of ['ca.key', 'ca.srl', 'server.csr', 'server.ext']) fs.rmSync(inTls(name), { force: true });

  return { ca: fs.readFileSync(files.ca), cert: fs.readFileSync(files.serverCertificate), key: fs.readFileSync(files.serverKey) };
}
