// The pooled host: PgBouncer in transaction mode, which knows native passwords only.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { findProgram } from './paths.mjs';
import { freePort, sleep } from './loopback.mjs';
import { adminRole } from './postgres.mjs';
import { hasExited, supervise } from './processes.mjs';

export class Pooler {
  static available = () => findProgram('pgbouncer') !== null;

  constructor(gate, common) {
    Object.assign(this, { gate, common });
  }

  async start() {
    const { files, adminPassword } = this.common;
    fs.mkdirSync(files.pooler, { recursive: true, mode: 0o700 });
    const at = (name) => path.join(files.pooler, name);
    this.port = await freePort();
    fs.writeFileSync(at('users.txt'), `"${adminRole}" "${adminPassword}"\n`, { mode: 0o600 });
    fs.writeFileSync(at('pgbouncer.ini'), [
      '[databases]',
      // Through the gate, so that a pooled connection wakes the endpoint and meets its faults.
      `* = host=localhost port=${this.gate.port} auth_user=${adminRole}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${this.port}`,
      'unix_socket_dir =',
      'pool_mode = transaction',
      'max_client_conn = 1000',
      'default_pool_size = 20',
      'query_wait_timeout = 120',
      'ignore_startup_parameters = extra_float_digits',
      'auth_type = scram-sha-256',
      `auth_file = ${at('users.txt')}`,
      'auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1 AND rolcanlogin',
      'client_tls_sslmode = require',
      `client_tls_cert_file = ${files.serverCertificate}`,
      `client_tls_key_file = ${files.serverKey}`,
      'server_tls_sslmode = verify-full',
      `server_tls_ca_file = ${files.ca}`,
      'server_login_retry = 1',
      '',
    ].join('\n'), { mode: 0o600 });
    this.child = supervise(findProgram('pgbouncer'), [at('pgbouncer.ini')], { log: path.join(files.logs, 'pooler.log'), deathSignal: 'TERM' });
    for (let waited = 0; waited < 5000; waited += 20) {
      if (await this.accepts()) return;
      if (hasExited(this.child)) break;
      await sleep(20);
    }
    throw new Error(`PgBouncer did not start; see ${path.join(files.logs, 'pooler.log')}`);
  }

  accepts() {
    return new Promise((resolve) => {
      const socket = net.connect(this.port, '127.0.0.1', () => resolve(socket.destroy() && true));
      socket.on('error', () => resolve(false));
    });
  }

  async stop() {
    if (!this.child || hasExited(this.child)) return;
    this.child.kill('SIGTERM');
    await this.child.exited;
  }
}
