// The process behind an instance: becomes an unprivileged user, makes everything, waits for commands, cleans up.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { serveControl } from './control.mjs';
import { Instance } from './instance.mjs';
import { instanceFiles, isAlive } from './paths.mjs';

const READY_FD = 3; // one JSON line to whoever started us: {} or {error}
const options = JSON.parse(process.argv[2]);
const files = instanceFiles(options.directory);
let instance = null;

const log = (line) => {
  try {
    fs.appendFileSync(files.supervisorLog, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  } catch {
    // Too early or too late for a log.
  }
};

function report(answer) {
  try {
    fs.writeSync(READY_FD, `${JSON.stringify(answer)}\n`);
    fs.closeSync(READY_FD);
  } catch {
    // Nobody listens any more.
  }
}

/** PostgreSQL refuses to run as root. All code has been loaded by now, so the checkout may be out of reach afterwards. */
function leaveRoot() {
  if (process.getuid() !== 0) return;
  const id = (flag, user) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
  const user = ['postgres', 'nobody'].find((name) => {
    try {
      return id('-u', name) > 0;
    } catch {
      return false;
    }
  });
  if (!user) throw new Error('there is neither a user "postgres" nor a user "nobody" to run as');
  const uid = id('-u', user);
  const gid = id('-g', user);
  fs.chownSync(files.directory, uid, gid);
  process.initgroups(user, gid);
  process.setgid(gid);
  process.setuid(uid);
  process.chdir('/');
  try {
    fs.accessSync(files.directory, fs.constants.W_OK);
    fs.accessSync(options.tree, fs.constants.X_OK);
  } catch (error) {
    throw new Error(`user ${user} cannot reach ${error.path}; choose another --dir`);
  }
}

let stopping = null;
function stop() {
  stopping ??= (async () => {
    await instance?.stop();
    // The directory itself may lie where only its maker can remove it; the control command does then.
    for (const name of fs.readdirSync(files.directory)) fs.rmSync(`${files.directory}/${name}`, { recursive: true, force: true });
    if (options.madeDirectory) {
      try {
        fs.rmdirSync(files.directory);
      } catch {
        // As said.
      }
    }
    process.exit(0);
  })();
  return stopping;
}

async function main() {
  process.umask(0o077);
  leaveRoot();
  fs.mkdirSync(files.logs, { recursive: true });
  for (const level of ['log', 'info', 'warn', 'error']) console[level] = (...args) => log(args.join(' '));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

  instance = new Instance({ files, release: options.release, tree: options.tree, sample: options.sample, log });
  await instance.start();
  const token = randomBytes(16).toString('hex');
  const { port } = await serveControl(instance, token, stop);
  fs.writeFileSync(files.record, JSON.stringify({ pid: process.pid, port, token, madeDirectory: options.madeDirectory }), { mode: 0o600 });
  if (options.while) setInterval(() => isAlive(options.while) || stop(), 500);
  report({});
}

process.on('uncaughtException', (error) => log(`uncaught: ${error.stack}`));
process.on('unhandledRejection', (error) => log(`unhandled: ${error?.stack ?? error}`));
main().catch(async (error) => {
  log(error.stack);
  let tail = '';
  try {
    tail = fs.readFileSync(`${files.logs}/production.log`, 'utf8').split('\n').slice(-6).join('\n');
  } catch {
    // It did not come that far.
  }
  report({ error: error.message, tail });
  await stop();
});
