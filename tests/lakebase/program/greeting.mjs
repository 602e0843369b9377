// What happens on a connection before the session: the negotiation of encryption.
import tls from 'node:tls';
import { CANCEL_REQUEST, GSSENC_REQUEST, SSL_REQUEST, TLS_HANDSHAKE, errorResponse } from './protocol.mjs';

/** Reads until there are `count` bytes, and leaves the socket paused. Null when it ends before. */
function readBytes(socket, count) {
  return new Promise((resolve) => {
    let buffered = Buffer.alloc(0);
    const done = (value) => {
      socket.pause();
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      resolve(value);
    };
    const listeners = {
      data: (chunk) => {
        buffered = Buffer.concat([buffered, chunk]);
        if (buffered.length >= count(buffered)) done(buffered);
      },
      end: () => done(null),
      close: () => done(null),
      error: () => done(null),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    socket.resume();
  });
}

/**
 * Answers what Lakebase's front answers and returns what the client wants:
 *   {kind: 'tls', first}     an SSLRequest or a direct TLS handshake
 *   {kind: 'cancel', first}  a cancel request, which older clients send in the clear
 *   null                     refused or gone
 */
export async function greet(socket) {
  for (;;) {
    // A direct TLS handshake is recognised by its first byte, the rest by eight.
    const first = await readBytes(socket, (b) => (b[0] === TLS_HANDSHAKE ? 1 : 8));
    if (!first) return null;
    if (first[0] === TLS_HANDSHAKE) return { kind: 'tls', direct: true, first };
    const code = first.readInt32BE(4);
    if (code === SSL_REQUEST) return { kind: 'tls', direct: false, first };
    if (code === CANCEL_REQUEST) return { kind: 'cancel', first };
    if (code === GSSENC_REQUEST) {
      socket.write('N');
      continue;
    }
    socket.end(errorResponse({ sqlstate: '08P01', message: `Invalid protocol version: ${code}` }));
    return null;
  }
}

/** Becomes the TLS server of a greeted connection. */
export function acceptTls(socket, greeting, { cert, key }) {
  if (greeting.direct) socket.unshift(greeting.first);
  else socket.write('S');
  const secure = new tls.TLSSocket(socket, { isServer: true, cert, key, ALPNProtocols: ['postgresql'] });
  secure.on('error', () => socket.destroy());
  return secure;
}
