// PostgreSQL's wire protocol, version 3: the little that the gate, the tap and the login probe need.

export const SSL_REQUEST = 80877103;
export const GSSENC_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;
export const PROTOCOL_3_0 = 196608;
export const TLS_HANDSHAKE = 0x16; // first byte of TLS without an SSLRequest before it

const frontend = {
  B: 'Bind', C: 'Close', d: 'CopyData', c: 'CopyDone', f: 'CopyFail', D: 'Describe', E: 'Execute', H: 'Flush',
  F: 'FunctionCall', p: 'Password', P: 'Parse', Q: 'Query', S: 'Sync', X: 'Terminate',
};
const backend = {
  R: 'Authentication', K: 'BackendKeyData', 2: 'BindComplete', 3: 'CloseComplete', C: 'CommandComplete', d: 'CopyData',
  c: 'CopyDone', G: 'CopyInResponse', H: 'CopyOutResponse', W: 'CopyBothResponse', D: 'DataRow', I: 'EmptyQueryResponse',
  E: 'ErrorResponse', V: 'FunctionCallResponse', v: 'NegotiateProtocolVersion', n: 'NoData', N: 'NoticeResponse',
  A: 'NotificationResponse', t: 'ParameterDescription', S: 'ParameterStatus', 1: 'ParseComplete', s: 'PortalSuspended',
  Z: 'ReadyForQuery', T: 'RowDescription',
};
export const authentication = {
  0: 'Ok', 3: 'CleartextPassword', 5: 'MD5Password', 7: 'GSS', 10: 'SASL', 11: 'SASLContinue', 12: 'SASLFinal',
};

export const messageName = (fromClient, type) => (fromClient ? frontend : backend)[type] ?? `unknown ${JSON.stringify(type)}`;

/** A message with its type and length in front. */
export function message(type, body = Buffer.alloc(0)) {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A request before the start of a session: length, code, and what follows. */
export function request(code, body = Buffer.alloc(0)) {
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, body]);
}

export const int32 = (value) => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
};

export const cstring = (text) => Buffer.from(`${text}\0`);

export function startup(parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [cstring(name), cstring(value)]);
  return request(PROTOCOL_3_0, Buffer.concat([...pairs, Buffer.from([0])]));
}

export function errorResponse({ severity = 'FATAL', sqlstate, message: text }) {
  return message('E', Buffer.concat([
    cstring(`S${severity}`), cstring(`V${severity}`), cstring(`C${sqlstate}`), cstring(`M${text}`), Buffer.from([0]),
  ]));
}

export function parseStartupParameters(body) {
  const parts = body.toString('utf8').split('\0');
  const parameters = {};
  for (let i = 0; i + 1 < parts.length && parts[i] !== ''; i += 2) parameters[parts[i]] = parts[i + 1];
  return parameters;
}

export function parseErrorFields(body) {
  const names = { S: 'severity', C: 'sqlstate', M: 'message', D: 'detail', H: 'hint' };
  const fields = {};
  for (const part of body.toString('utf8').split('\0')) if (names[part[0]]) fields[names[part[0]]] = part.slice(1);
  return fields;
}

/** Cuts a stream of bytes into messages; `untyped` is true while a start-up packet is expected. */
export class MessageReader {
  constructor({ untyped = false } = {}) {
    this.untyped = untyped;
    this.chunks = [];
    this.have = 0;
    this.need = 0; // bytes without which there is no point in looking; keeps huge messages from being copied again and again
  }

  /** Yields {type, body}; type is '' for a start-up packet. */
  *read(chunk) {
    this.chunks.push(chunk);
    this.have += chunk.length;
    if (this.have < this.need) return;
    const bytes = this.chunks.length > 1 ? Buffer.concat(this.chunks) : chunk;
    let at = 0;
    for (;;) {
      const head = this.untyped ? 0 : 1;
      this.need = head + 4;
      if (bytes.length - at < this.need) break;
      const length = bytes.readInt32BE(at + head);
      this.need = head + length;
      if (bytes.length - at < this.need) break;
      const type = head ? String.fromCharCode(bytes[at]) : '';
      const body = bytes.subarray(at + head + 4, at + head + length);
      this.untyped = false;
      at += head + length;
      yield { type, body };
    }
    this.chunks = [bytes.subarray(at)];
    this.have = bytes.length - at;
  }
}
