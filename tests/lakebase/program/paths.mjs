// Where things are: this checkout's links, the machine's state directory, an instance's files.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const controlCommand = path.join(home, 'lakebase');

/** Root's home is closed to the user that root's instances run as. */
function stateDirectory() {
  const base = process.getuid() === 0 ? '/var/lib' : path.join(os.homedir(), '.local/state');
  return path.join(process.env.XDG_STATE_HOME || base, 'lakebase-odbc');
}

/** The instance directory that a command means when it does not say --dir. */
export const defaultDirectory = () => process.env.LB_TEST_DIR || path.join(stateDirectory(), 'default');

export const freshDirectory = () => path.join(stateDirectory(), `instance-${process.pid}-${randomBytes(3).toString('hex')}`);

/** The tree of a PostgreSQL release, or null when `install` has not made it. */
export function serverTree(release) {
  try {
    return fs.realpathSync(path.join(home, '.build', `postgres-${release}`));
  } catch {
    return null;
  }
}

export function hasModule(tree) {
  return ['lib/postgresql', 'lib/postgresql/15/lib'].some((d) => fs.existsSync(path.join(tree, d, 'databricks_auth.so')));
}

export function findProgram(name) {
  const directories = (process.env.PATH ?? '').split(':').concat('/usr/local/sbin', '/usr/sbin', '/sbin');
  return directories.map((d) => path.join(d, name)).find((f) => fs.existsSync(f)) ?? null;
}

/** Every file of an instance, by what it is. */
export function instanceFiles(directory) {
  const at = (...parts) => path.join(directory, ...parts);
  return {
    directory,
    record: at('instance.json'),
    ca: at('ca.pem'),
    tls: at('tls'),
    serverCertificate: at('tls/server.pem'),
    serverKey: at('tls/server.key'),
    keys: at('keys'),
    clusters: at('clusters'),
    pooler: at('pooler'),
    logs: at('log'),
    supervisorLog: at('log/supervisor.log'),
    requestLog: at('log/requests.jsonl'),
    odbcIni: at('odbc.ini'),
    env: at('env.sh'),
  };
}

export function readRecord(directory) {
  try {
    return JSON.parse(fs.readFileSync(instanceFiles(directory).record, 'utf8'));
  } catch {
    return null;
  }
}

/** Alive, whoever owns it. A zombie is dead; containers without an init keep them for ever. */
export function isAlive(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return false;
  }
}
