// A connection to an endpoint that writes down what passes: TLS ends here, and begins again towards the gate.
//
// It shows the server's own certificate with the server's own key, so that SCRAM's channel binding holds.
import net from 'node:net';
import tls from 'node:tls';
import { acceptTls, greet } from './greeting.mjs';
import { listenOnLoopback } from './loopback.mjs';
import { MessageReader, SSL_REQUEST, authentication, messageName, parseErrorFields, parseStartupParameters, request } from './protocol.mjs';

const TEXT_LIMIT = 1000;
const text = (buffer) => buffer.toString('utf8', 0, TEXT_LIMIT);
const firstString = (body) => text(body.subarray(0, body.indexOf(0)));

/** What of a message's content is worth a line. Never a password. */
function content(fromClient, type, body) {
  if (fromClient) {
    if (type === '') return { parameters: parseStartupParameters(body.subarray(4)) };
    if (type === 'Q') return { sql: firstString(body) };
    if (type === 'P') {
      const name = firstString(body);
      return { statement: name, sql: firstString(body.subarray(Buffer.byteLength(name) + 1)) };
    }
    return {};
  }
  if (type === 'R') return { authentication: authentication[body.readInt32BE(0)] ?? body.readInt32BE(0) };
  if (type === 'S') return { parameter: text(body).split('\0').slice(0, 2).join('=') };
  if (type === 'C') return { tag: firstString(body) };
  if (type === 'E' || type === 'N') return parseErrorFields(body);
  if (type === 'Z') return { transaction: String.fromCharCode(body[0]) };
  return {};
}

export class Tap {
  constructor(gate, tlsFiles) {
    Object.assign(this, { gate, tlsFiles });
    this.connections = 0;
    this.clear();
  }

  async listen() {
    Object.assign(this, await listenOnLoopback(() => net.createServer({ noDelay: true }, (c) => this.serve(c))));
  }

  clear() {
    this.records = [];
  }

  async serve(client) {
    client.on('error', () => {});
    const greeting = await greet(client);
    if (!greeting) return;
    const server = net.connect({ port: this.gate.port, host: '127.0.0.1', noDelay: true });
    server.on('error', () => client.destroy());
    if (greeting.kind === 'cancel') {
      this.note({ connection: ++this.connections, from: 'client', type: '', name: 'CancelRequest', bytes: 16 });
      server.end(greeting.first);
      server.on('close', () => client.destroy());
      return;
    }
    // An endpoint that refuses or is gone shows as that, not as a TLS error of ours.
    server.once('connect', () => server.write(request(SSL_REQUEST)));
    server.once('data', (answer) => {
      if (answer[0] !== 0x53) return client.destroy();
      const there = tls.connect({ socket: server, servername: 'localhost', ca: this.tlsFiles.ca });
      const here = acceptTls(client, greeting, this.tlsFiles);
      this.link(here, there);
    });
    server.once('close', () => client.destroy());
  }

  link(here, there) {
    const session = { connection: ++this.connections, trip: 0, lastFrom: 'server' };
    this.pump(here, there, session, 'client', new MessageReader({ untyped: true }));
    this.pump(there, here, session, 'server', new MessageReader());
  }

  pump(from, to, session, side, reader) {
    from.on('data', (chunk) => {
      for (const { type, body } of reader.read(chunk)) this.noteMessage(session, side, type, body);
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }

  noteMessage(session, side, type, body) {
    // A round trip begins whenever the client speaks after the server did.
    if (side === 'client' && session.lastFrom === 'server') session.trip += 1;
    session.lastFrom = side;

    let name = messageName(side === 'client', type);
    if (type === '') name = body.readInt32BE(0) >>> 16 === 3 ? 'StartupMessage' : 'CancelRequest';
    const bytes = body.length + (type === '' ? 4 : 5);
    const last = this.records[this.records.length - 1];
    // Rows and copied data come by the million: one line for each run of them.
    if ((type === 'D' && side === 'server' || type === 'd') && last && last.type === type &&
        last.connection === session.connection && last.from === side) {
      last.count = (last.count ?? 1) + 1;
      last.bytes += bytes;
      return;
    }
    this.note({ connection: session.connection, trip: session.trip, from: side, type, name, bytes, ...(name === 'CancelRequest' ? {} : content(side === 'client', type, body)) });
  }

  note(record) {
    this.records.push({ time: new Date().toISOString(), ...record });
  }
}
