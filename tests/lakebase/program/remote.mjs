// Reaching an instance from the command line: start its supervisor, ask it, stop it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from './loopback.mjs';
import { hasModule, home, instanceFiles, isAlive, readRecord, serverTree } from './paths.mjs';

const START_LIMIT = 60000; // ms

export function runningRecord(directory) {
  const record = readRecord(directory);
  return record && isAlive(record.pid) ? record : null;
}

/** Sends one command and returns its result. */
export function ask(directory, command, args = {}) {
  const record = runningRecord(path.resolve(directory));
  if (!record) throw new Error(`nothing runs in ${directory}`);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: record.port, method: 'POST', headers: { authorization: `Bearer ${record.token}` } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => {
        const { result, error } = JSON.parse(text);
        if (error) reject(new Error(error));
        else resolve(result);
      });
    });
    request.on('error', reject);
    request.end(JSON.stringify({ command, args }));
  });
}

function chooseServer(wanted) {
  const release = wanted ?? '17';
  if (!['15', '16', '17', '18'].includes(release)) throw new Error(`there is no PostgreSQL ${release} here; 17, 18, 16 and 15 can be had`);
  let tree = serverTree(release);
  if (tree) return { release, tree };
  tree = wanted ? null : serverTree('15');
  if (!tree) throw new Error(`PostgreSQL ${release} is not installed; run ${path.join(home, 'install')} ${release}`);
  process.stderr.write("lakebase: PostgreSQL 17 is not installed, taking Debian's 15\n");
  return { release: '15', tree };
}

export async function startInstance(given, { release: wanted, sample, while: pid }) {
  const directory = path.resolve(given);
  if (runningRecord(directory)) throw new Error(`an instance runs in ${directory} already`);
  if (!fs.existsSync(path.join(home, 'node_modules'))) throw new Error(`not installed; run ${path.join(home, 'install')}`);
  const { release, tree } = chooseServer(wanted);
  if (!hasModule(tree)) process.stderr.write(`lakebase: PostgreSQL ${release} has no databricks_auth: native passwords only\n`);

  const leftover = readRecord(directory);
  if (leftover) await removeInstance(directory, leftover);
  const madeDirectory = !fs.existsSync(directory);
  if (!madeDirectory && fs.readdirSync(directory).length) throw new Error(`${directory} is not empty and not an instance`);
  // Parents stay searchable, for root's instances belong to another user.
  fs.mkdirSync(path.dirname(directory), { recursive: true });
  if (madeDirectory) fs.mkdirSync(directory, { mode: 0o700 });

  const preload = new URL('compat/preload.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('supervisor.mjs', import.meta.url));
  const options = { directory, release, tree, sample, while: pid, madeDirectory };
  const child = spawn(process.execPath, ['--no-warnings', '--import', preload, program, JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Nothing of the caller's PG* or NODE_* settings may reach the servers.
    env: { PATH: process.env.PATH, HOME: directory, LC_ALL: 'C.UTF-8' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => child.kill('SIGTERM'));
  const answer = await readyMessage(child);
  child.stderr.destroy();
  child.stdio[3].destroy();
  child.unref();
  if (answer.error !== undefined) {
    await waitForEnd(child.pid);
    if (madeDirectory) fs.rmSync(directory, { recursive: true, force: true });
    throw new Error(`${answer.error}${answer.tail ? `\n${answer.tail}` : ''}`);
  }
}

function readyMessage(child) {
  return new Promise((resolve) => {
    let line = '';
    let errors = '';
    child.stderr.on('data', (chunk) => { errors += chunk; });
    child.stdio[3].on('data', (chunk) => {
      line += chunk;
      if (line.includes('\n')) resolve(JSON.parse(line));
    });
    child.on('exit', () => setTimeout(() => resolve({ error: errors.trim() || 'the supervisor ended unexpectedly' }), 100));
    setTimeout(() => {
      child.kill('SIGTERM');
      resolve({ error: `not ready after ${START_LIMIT / 1000} s` });
    }, START_LIMIT).unref();
  });
}

async function waitForEnd(pid) {
  for (let waited = 0; isAlive(pid) && waited < 20000; waited += 20) await sleep(20);
}

/** Removes what a stopped instance left, and the directory if the instance had made it. */
async function removeInstance(directory, record) {
  await waitForEnd(record.pid);
  if (!fs.existsSync(directory)) return;
  for (const name of fs.readdirSync(directory)) fs.rmSync(path.join(directory, name), { recursive: true, force: true });
  if (record.madeDirectory) fs.rmdirSync(directory);
}

export async function stopInstance(given) {
  const directory = path.resolve(given);
  const record = readRecord(directory);
  if (!record) {
    process.stderr.write(`lakebase: nothing runs in ${directory}\n`);
    return;
  }
  if (isAlive(record.pid)) await ask(directory, 'stop');
  await removeInstance(directory, record);
  removeOurParent(path.dirname(directory));
}

/** The parent of the default directory is ours too, unless another instance lives in it. */
function removeOurParent(parent) {
  if (path.basename(parent) !== 'lakebase-odbc' || parent.includes('cache')) return;
  try {
    fs.rmdirSync(parent);
  } catch {
    // Not empty, or not ours to remove.
  }
}

export async function statusOf(directory) {
  return { pid: runningRecord(path.resolve(directory))?.pid, ...(await ask(directory, 'status')) };
}
