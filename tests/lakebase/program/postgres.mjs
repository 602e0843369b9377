// One PostgreSQL cluster: made, copied, started and stopped.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, sleep } from './loopback.mjs';
import { hasExited, supervise } from './processes.mjs';

const run = promisify(execFile);
const quote = (value) => `'${String(value).replaceAll("'", "''")}'`;

export const adminRole = 'cloud_admin';

export class Cluster {
  /**
   * @param common what all clusters of an instance share: tree, files, tls,
   *   adminPassword, issuer, audience, withModule
   * @param endpoints resource names whose credentials this cluster accepts
   */
  constructor(name, common, { endpoints, standbyOf = null }) {
    Object.assign(this, { name, common, endpoints, standbyOf });
    this.data = path.join(common.files.clusters, name);
    this.log = path.join(common.files.logs, `${name}.log`);
    this.child = null;
    this.stopping = null;
  }

  async initialize() {
    const passwordFile = path.join(this.common.files.clusters, 'admin-password');
    fs.writeFileSync(passwordFile, this.common.adminPassword, { mode: 0o600 });
    await run(path.join(this.common.tree, 'bin/initdb'),
      ['-D', this.data, '-U', adminRole, '--pwfile', passwordFile, '-A', 'scram-sha-256',
        '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
      { env: { PATH: process.env.PATH, LC_ALL: 'C' } });
    fs.rmSync(passwordFile);
    fs.appendFileSync(path.join(this.data, 'postgresql.conf'), "include 'lakebase.conf'\n");
    this.writeAccessRules();
  }

  /** A branch and a standby both begin as a copy of a cluster that was shut down. */
  copyFrom(other) {
    fs.cpSync(other.data, this.data, { recursive: true, mode: fs.constants.COPYFILE_FICLONE });
    fs.chmodSync(this.data, 0o700);
    if (this.standbyOf) fs.writeFileSync(path.join(this.data, 'standby.signal'), '');
  }

  writeAccessRules() {
    // "trust" is where databricks_auth takes over. Without it no such line may exist.
    const others = this.common.withModule ? 'trust' : 'scram-sha-256';
    fs.writeFileSync(path.join(this.data, 'pg_hba.conf'), [
      '# TYPE  DATABASE     USER         ADDRESS       METHOD',
      `hostssl replication  ${adminRole}  127.0.0.1/32  scram-sha-256`,
      `hostssl all          ${adminRole}  127.0.0.1/32  scram-sha-256`,
      `hostssl all          all          127.0.0.1/32  ${others}`,
      '',
    ].join('\n'));
  }

  writeSettings() {
    const { files, issuer, audience, withModule } = this.common;
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      max_connections: 209, // what Lakebase gives one compute unit
      shared_buffers: '64MB',
      ssl: 'on',
      ssl_cert_file: files.serverCertificate,
      ssl_key_file: files.serverKey,
      ssl_min_protocol_version: 'TLSv1.2',
      password_encryption: 'scram-sha-256',
      cluster_name: this.name,
      timezone: 'UTC',
      wal_level: 'replica',
      hot_standby: 'on',
      wal_retrieve_retry_interval: '200ms',
      jit: 'off',
      // A stand-in may lose its data in a crash of the machine.
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      log_connections: 'on',
      log_disconnections: 'on',
      log_line_prefix: '%m [%p] %q%u@%d %a ',
    };
    if (withModule) {
      Object.assign(settings, {
        shared_preload_libraries: 'neon,databricks_auth',
        'databricks_auth.key_directory': files.keys,
        'databricks_auth.issuer': issuer,
        'databricks_auth.audience': audience,
        'databricks_auth.endpoints': this.endpoints.join(','),
      });
    }
    if (this.standbyOf) {
      settings.primary_conninfo = `host=localhost hostaddr=127.0.0.1 port=${this.standbyOf.port} user=${adminRole} ` +
        `password=${this.common.adminPassword} sslmode=verify-full sslrootcert=${files.ca} application_name=${this.name}`;
    }
    const text = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}\n`).join('');
    fs.writeFileSync(path.join(this.data, 'lakebase.conf'), text, { mode: 0o600 });
  }

  get running() {
    return this.child !== null && !hasExited(this.child);
  }

  async start() {
    await this.stopping; // a connection may come while the endpoint is still falling asleep
    if (this.running) return;
    // The port stays the same over sleep and wake: gates and the standby know it.
    this.port ??= await freePort();
    this.writeSettings();
    // SIGINT is PostgreSQL's fast shutdown.
    this.child = supervise(path.join(this.common.tree, 'bin/postgres'), ['-D', this.data], { log: this.log, deathSignal: 'INT' });
    for (let waited = 0; waited < 30000; waited += 10) {
      if (this.isReady()) return;
      if (hasExited(this.child)) throw new Error(`PostgreSQL ${this.name} did not start; see ${this.log}`);
      await sleep(10);
    }
    throw new Error(`PostgreSQL ${this.name} is not ready after 30 s; see ${this.log}`);
  }

  /** The postmaster writes its state into the last line of its pid file. */
  isReady() {
    try {
      const lines = fs.readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n');
      return Number(lines[0]) === this.child.pid && lines[7]?.trim() === 'ready';
    } catch {
      return false;
    }
  }

  stop() {
    if (!this.running) return this.stopping;
    const { child } = this;
    this.child = null;
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGQUIT'), 10000);
    this.stopping = child.exited.then(() => clearTimeout(timer));
    return this.stopping;
  }

  /** Runs `work` with a connection of the administrator. */
  async withAdmin(database, work) {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: this.port,
      user: adminRole,
      password: this.common.adminPassword,
      database,
      application_name: 'lakebase-control',
      ssl: { ca: this.common.tls.ca, servername: 'localhost' },
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
