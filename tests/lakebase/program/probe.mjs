// One login, message by message, so that what the server asked and answered can be seen.
import net from 'node:net';
import tls from 'node:tls';
import { MessageReader, SSL_REQUEST, authentication, cstring, message, parseErrorFields, request, startup } from './protocol.mjs';

/**
 * Logs in with a clear-text password and leaves again.
 * @returns {steps, error}: the names of the server's answers in order, and the fields of its error or null
 */
export function probeLogin({ port, ca, user, password, database = 'databricks_postgres', direct = false, timeout = 15000 }) {
  return new Promise((resolve, reject) => {
    const steps = [];
    const raw = net.connect({ port, host: '127.0.0.1' });
    const finish = (error) => {
      raw.destroy();
      resolve({ steps, error });
    };
    raw.setTimeout(timeout, () => { raw.destroy(); reject(new Error(`login took longer than ${timeout} ms`)); });
    raw.on('error', reject);

    const talk = () => {
      const reader = new MessageReader();
      const secure = tls.connect({ socket: raw, ca, servername: 'localhost', ALPNProtocols: direct ? ['postgresql'] : undefined });
      secure.on('secureConnect', () => secure.write(startup({ user, database, application_name: 'probe' })));
      secure.on('error', reject);
      secure.on('close', () => finish({ message: 'connection closed' }));
      secure.on('data', (chunk) => {
        for (const { type, body } of reader.read(chunk)) {
          if (type === 'R') {
            const kind = authentication[body.readInt32BE(0)];
            steps.push(kind);
            if (kind === 'CleartextPassword') secure.write(message('p', cstring(password)));
            else if (kind !== 'Ok') return finish({ message: `asked for ${kind}` });
          } else if (type === 'E') {
            steps.push('Error');
            return finish(parseErrorFields(body));
          } else if (type === 'Z') {
            steps.push('Ready');
            return finish(null);
          }
        }
        return undefined;
      });
    };
    raw.once('connect', () => {
      if (direct) return talk();
      raw.write(request(SSL_REQUEST));
      return raw.once('data', (answer) => (answer[0] === 0x53 ? talk() : finish({ ...parseErrorFields(answer.subarray(5)), message: `no TLS: ${answer}` })));
    });
  });
}
