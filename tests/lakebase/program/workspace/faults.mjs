// Answers that no API reference promises: each fault holds for a number of requests, for a path, or for one of so many.
import { sleep } from '../loopback.mjs';

const plain = (res, status, body, headers = {}) => {
  res.writeHead(status, headers);
  res.end(body);
};
const json = (res, status, body, headers = {}) => plain(res, status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });

const codes = {
  400: 'INVALID_PARAMETER_VALUE', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'RESOURCE_DOES_NOT_EXIST',
  409: 'ALREADY_EXISTS', 429: 'REQUEST_LIMIT_EXCEEDED', 500: 'INTERNAL_ERROR', 501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE', 504: 'DEADLINE_EXCEEDED',
};

/** Each takes (res, fault, base); one that returns true leaves the request to be answered as usual. */
export const faultKinds = {
  status: (res, fault) => {
    const code = codes[fault.status] ?? 'UNKNOWN';
    const retry = fault['retry-after'];
    const details = retry === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retry_delay: `${retry}s` }];
    json(res, fault.status, { error_code: code, message: fault.message ?? `Injected fault: ${code}`, details },
      retry === undefined ? {} : { 'retry-after': String(retry) });
  },
  html: (res, fault) => plain(res, fault.status ?? 502,
    '<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1><pre>upstream connect error</pre></body></html>',
    { 'content-type': 'text/html' }),
  garbage: (res) => plain(res, 200, '{"token": "cut off in the mid', { 'content-type': 'application/json' }),
  empty: (res) => plain(res, 200, '', { 'content-type': 'application/json' }),
  huge: (res, fault) => {
    const size = fault.bytes ?? 64 << 20;
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write('{"padding":"');
    const block = Buffer.alloc(1 << 16, 'x');
    let left = size;
    const more = () => {
      while (left > 0 && !res.destroyed) {
        left -= block.length;
        if (!res.write(block)) return res.once('drain', more);
      }
      return res.end('"}');
    };
    more();
  },
  hang: () => {}, // the connection stays open and silent
  drop: (res) => res.socket.destroy(), // closed without an answer
  slow: async (res, fault) => {
    await sleep(fault.delay ?? 2000);
    return true;
  },
  'private-link': (res, fault, base) => plain(res, 303, '', { location: `${base}/login.html?error=private-link-validation-error` }),
  'ip-acl': (res) => json(res, 403, { error_code: 'PERMISSION_DENIED', message: 'Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 1234567890' }),
  'network-policy': (res) => json(res, 403, { error_code: 'PERMISSION_DENIED', message: 'Unauthorized network access to workspace: 1234567890' }),
};

export class HttpFaults {
  constructor() {
    this.list = [];
  }

  /** @param fault {kind, times?, every?, path?, method?, ...what the kind needs}; without times it holds until cleared */
  add(fault) {
    if (!faultKinds[fault.kind]) throw new Error(`unknown fault '${fault.kind}'`);
    this.list.push({ ...fault, ...(fault.every && { passed: 0 }) });
  }

  clear() {
    this.list = [];
  }

  /** With `every`, all but one of so many requests pass it by. */
  isTurn(fault) {
    if (!fault.every) return true;
    fault.passed = (fault.passed + 1) % fault.every;
    return fault.passed === 0;
  }

  /** Returns the fault for this request, used up by one, or null. */
  take(method, path) {
    const fault = this.list.find((f) => (!f.path || path.startsWith(f.path)) && (!f.method || f.method === method) && this.isTurn(f));
    if (!fault) return null;
    if (fault.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.list = this.list.filter((f) => f !== fault);
    }
    return fault;
  }
}
