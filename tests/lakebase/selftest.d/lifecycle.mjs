// Starting, stopping, dying: side by side, unprivileged, and without a trace.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { controlCommand } from '../program/paths.mjs';
import { Skip, Subject, assert, rejects, test } from './harness.mjs';

const run = promisify(execFile);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Processes that an instance consists of, found by its directory: {pid, uid}. */
function processesOf(directory) {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      // The supervisor carries the directory in its options, the servers as an argument.
      const ours = command.some((word) => word.startsWith(`${directory}/`) || word.includes(`"directory":"${directory}"`));
      return ours && Number(pid) !== process.pid ? [{ pid: Number(pid), uid: fs.statSync(`/proc/${pid}`).uid }] : [];
    } catch {
      return [];
    }
  });
}

async function isGone(directory, limit = 30000) {
  for (let waited = 0; waited < limit && processesOf(directory).length; waited += 100) await pause(100);
  assert.deepEqual(processesOf(directory), []);
}

export function lifecycleTests(release) {
  const start = (...more) => Subject.start('--pg', release, ...more);

  test('two more instances start side by side', async () => {
    const both = await Promise.all([start(), start()]);
    try {
      const ports = both.flatMap(({ env }) => [env.LB_PGPORT, env.LB_PGPORT_RO, env.LB_WORKSPACE_URL]);
      assert.equal(new Set(ports).size, 6);
      const [one, two] = both;
      assert.equal((await two.probe(await two.credential())).error, null);
      assert.match((await two.probe(await one.credential())).error.message, /^Invalid authorization/);
    } finally {
      await Promise.all(both.map((s) => s.control('stop')));
    }
  });

  test('it starts in less than ten seconds', async () => {
    let took = Infinity;
    for (let tries = 0; tries < 4 && took >= 10000; tries++) { // the machine may be busy with something else
      const began = Date.now();
      const lakebase = await start();
      took = Date.now() - began;
      await lakebase.control('stop');
    }
    assert.ok(took < 10000, `${took} ms`);
  });

  test('stop leaves no process and no file', async () => {
    const lakebase = await start();
    const processes = processesOf(lakebase.directory);
    assert.ok(processes.length >= 4, 'supervisor and three servers');
    assert.ok(processes.every(({ uid }) => uid !== 0), 'something runs as root');
    await lakebase.control('stop');
    await isGone(lakebase.directory, 0);
    assert.ok(!fs.existsSync(lakebase.directory));
    await lakebase.control('stop'); // again: nothing to do
  });

  test('the servers die with their supervisor, and a new start clears up', async () => {
    const lakebase = await start();
    process.kill((await lakebase.status()).pid, 'SIGKILL');
    await isGone(lakebase.directory);
    await rejects(lakebase.control('status'), /nothing runs in/);
    await run(controlCommand, ['start', '--pg', release, '--dir', lakebase.directory]);
    await rejects(run(controlCommand, ['start', '--dir', lakebase.directory]), /runs in .* already/);
    await lakebase.control('stop');
    assert.ok(!fs.existsSync(lakebase.directory));
  });

  test('an instance stops with the process it was started for', async () => {
    const owner = spawn('sleep', ['600']);
    const { stdout } = await run(controlCommand, ['start', '--new', '--pg', release, '--while', String(owner.pid)]);
    const directory = stdout.trim();
    assert.ok(processesOf(directory).length);
    owner.kill();
    await isGone(directory);
    fs.rmSync(directory, { recursive: true, force: true });
  });

  test('a directory with something else in it is left alone', async () => {
    const directory = fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'lakebase-'));
    fs.writeFileSync(path.join(directory, 'mine'), '');
    await rejects(run(controlCommand, ['start', '--dir', directory]), /not empty and not an instance/);
    assert.deepEqual(fs.readdirSync(directory), ['mine']);
    fs.rmSync(directory, { recursive: true });
  });

  test('odbc.ini and env.sh are there and private', async () => {
    const lakebase = await start();
    try {
      const { mode } = fs.statSync(lakebase.env.LB_ODBCINI);
      assert.equal(mode & 0o077, 0);
      const text = fs.readFileSync(lakebase.env.LB_ODBCINI, 'utf8');
      for (const name of ['lakebase', 'lakebase-ro', 'lakebase-dev', 'lakebase-tap', 'lakebase-password']) assert.ok(text.includes(`[${name}]\n`), name);
      assert.match(await lakebase.control('dsn', '--driver', '/x/y.so'), /^Driver=\/x\/y\.so$/m);
    } finally {
      await lakebase.control('stop');
    }
  });

  test('an ordinary user can run it', async () => {
    if (process.getuid() !== 0) throw new Skip('the whole test ran as one');
    const home = fs.mkdtempSync('/var/tmp/lakebase-home-');
    const as = (...words) => run('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', ...words], { env: { PATH: process.env.PATH, HOME: home } });
    try {
      fs.chownSync(home, 65534, 65534);
      // a copy, for the checkout may be in a folder that is closed to others
      const command = path.join(home, 'copy', path.basename(controlCommand));
      fs.cpSync(path.dirname(controlCommand), path.dirname(command), { recursive: true });
      await as(command, 'start', '--pg', release);
      const directory = path.join(home, '.local/state/lakebase-odbc/default');
      assert.ok(processesOf(directory).every(({ uid }) => uid === 65534));
      await as(command, 'stop');
      assert.deepEqual(fs.readdirSync(path.join(home, '.local/state')), []);
    } finally {
      fs.rmSync(home, { recursive: true, force: true });
    }
  });
}
