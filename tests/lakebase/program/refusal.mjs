// Refuses a login the way Lakebase's front does: over TLS, after the password, with an error of its own.
import { MessageReader, authentication, errorResponse, int32, message } from './protocol.mjs';
import { acceptTls } from './greeting.mjs';

const CLEARTEXT_PASSWORD = Number(Object.keys(authentication).find((code) => authentication[code] === 'CleartextPassword'));

export function refuseLogin(socket, greeting, tls, error) {
  const secure = acceptTls(socket, greeting, tls);
  const reader = new MessageReader({ untyped: true });
  secure.on('data', (chunk) => {
    for (const { type } of reader.read(chunk)) {
      if (type === '') secure.write(message('R', int32(CLEARTEXT_PASSWORD)));
      else secure.end(errorResponse(error));
    }
  });
}
