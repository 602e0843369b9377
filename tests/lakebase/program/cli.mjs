// The command line: what can be typed, what it means, and how an instance is reached.
import { parseArgs } from 'node:util';
import { ask, startInstance, statusOf, stopInstance } from './remote.mjs';
import { defaultDirectory, freshDirectory } from './paths.mjs';

class UsageError extends Error {}

const text = { type: 'string' };
const flag = { type: 'boolean' };
const common = { dir: text, help: { type: 'boolean', short: 'h' } };

const number = (value, what, { min = 0 } = {}) => {
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (value === '' || !Number.isFinite(parsed) || parsed < min) throw new UsageError(`${what} needs a number of at least ${min}, not '${value}'`);
  return parsed;
};

const print = (value) => process.stdout.write(typeof value === 'string' ? value.replace(/\n?$/, '\n') : `${JSON.stringify(value, null, 2)}\n`);
const printLines = (records) => process.stdout.write(records.map((r) => `${JSON.stringify(r)}\n`).join(''));

/** "latency=20" and "stall" become {latency: 20, stall: true}. */
function networkFaults(words) {
  const switches = ['stall', 'refuse'];
  const amounts = ['latency', 'jitter', 'rate', 'reset-after', 'cut-after'];
  return Object.fromEntries(words.map((word) => {
    const [name, value] = word.split('=');
    if (switches.includes(name)) return [name, value === undefined || value === 'on'];
    if (amounts.includes(name)) return [name, number(value ?? '', name)];
    throw new UsageError(`unknown network fault '${name}'; there are ${[...switches, ...amounts].join(', ')}`);
  }));
}

const faultForms = {
  async http(directory, [kind], o) {
    if (o.clear) return ask(directory, 'faultHttp', { clear: true });
    if (!kind) throw new UsageError('fault http needs a kind');
    const status = /^\d{3}$/.test(kind) ? Number(kind) : number(o.status, '--status', { min: 100 });
    const fault = {
      kind: /^\d{3}$/.test(kind) ? 'status' : kind,
      ...(status && { status }),
      times: number(o.times, '--times', { min: 1 }) ?? (o.path || o.every ? undefined : 1),
      every: number(o.every, '--every', { min: 1 }),
      path: o.path,
      method: o.method?.toUpperCase(),
      message: o.message,
      'retry-after': o['retry-after'], // a number of seconds, or an HTTP date
      delay: number(o.delay, '--delay'),
      bytes: number(o.bytes, '--bytes'),
    };
    return ask(directory, 'faultHttp', { fault });
  },
  async login(directory, [times], o) {
    if (!o.clear && times === undefined) throw new UsageError('fault login needs a number of logins');
    return ask(directory, 'faultLogin', { endpoint: o.endpoint, times: number(times, 'fault login'), message: o.message, sqlstate: o.sqlstate, clear: o.clear });
  },
  async net(directory, words, o) {
    if (!o.clear && words.length === 0) throw new UsageError('fault net needs a fault');
    return ask(directory, 'faultNet', { endpoint: o.endpoint, faults: networkFaults(words), clear: o.clear });
  },
  clear: (directory) => ask(directory, 'faultClear'),
  list: async (directory) => print(await ask(directory, 'faultList')),
};

const commands = {
  start: {
    usage: 'start [--pg 17|18|16|15] [--sample] [--while PID] [--new]',
    about: 'start an instance and wait until it is ready',
    help: `  --pg RELEASE  PostgreSQL release (17); it has to be installed: install RELEASE
  --sample      fill the schema "sales" with something to look at
  --while PID   stop by itself when that process is gone
  --new         choose a directory of its own, and print it`,
    options: { pg: text, sample: flag, while: text, new: flag },
    async run(given, _, o) {
      const directory = o.new ? freshDirectory() : given;
      await startInstance(directory, { release: o.pg, sample: Boolean(o.sample), while: number(o.while, '--while', { min: 1 }) });
      process.stderr.write(`lakebase: ready in ${directory}\n`);
      if (o.new) print(directory);
    },
  },
  stop: {
    usage: 'stop',
    about: 'stop it and remove everything it made',
    run: (directory) => stopInstance(directory),
  },
  status: {
    usage: 'status',
    about: 'print what runs where, as JSON; fails when nothing does',
    run: async (directory) => print(await statusOf(directory)),
  },
  dsn: {
    usage: 'dsn [--driver NAME]',
    about: 'print odbc.ini sections for it',
    help: '  --driver NAME  the name in odbcinst.ini, or the path of the library',
    options: { driver: text },
    run: async (directory, _, o) => print(await ask(directory, 'dsn', { driver: o.driver })),
  },
  env: {
    usage: 'env',
    about: 'print shell exports (LB_...) for tests',
    run: async (directory) => print(await ask(directory, 'env')),
  },
  sleep: {
    usage: 'sleep [--endpoint NAME] [--wake-ms N]',
    about: 'put an endpoint to sleep; the next connection wakes it',
    help: `  --endpoint NAME  primary (default), replica, dev
  --wake-ms N      how long waking takes, on top of the server's own start`,
    options: { endpoint: text, 'wake-ms': text },
    run: (directory, _, o) => ask(directory, 'sleep', { endpoint: o.endpoint, wakeMs: number(o['wake-ms'], '--wake-ms') }),
  },
  ttl: {
    usage: 'ttl [--credential SECONDS] [--oauth SECONDS]',
    about: 'set how long tokens live from now on, or print it',
    options: { credential: text, oauth: text },
    run: async (directory, _, o) =>
      print(await ask(directory, 'ttl', { credential: number(o.credential, '--credential', { min: 1 }), oauth: number(o.oauth, '--oauth', { min: 1 }) })),
  },
  set: {
    usage: 'set [page-size=N] [padding=BYTES] [archived=BRANCH] [hosts=localhost|names]',
    about: 'set how the Management API answers',
    help: `  page-size=N   at most N objects a page (0: as many as Databricks, 100)
  padding=N     make credentials about N bytes longer
  archived=dev  say that the branch is archived (nothing: none is)
  hosts=names   tell hosts like ep-....database.local.lakebase.test instead of localhost;
                the certificate covers them, resolving them is the caller's business`,
    run: async (directory, words) => {
      const changes = Object.fromEntries(words.map((w) => w.split('=')));
      print(await ask(directory, 'set', { changes }));
    },
  },
  fault: {
    usage: 'fault http|login|net|clear|list ...',
    about: 'make the workspace or an endpoint misbehave',
    help: `  fault http KIND [--times N] [--every N] [--path PREFIX] [--method M]
      The workspace answers wrongly: the next request, the next N, all below a
      path until cleared, or every Nth. KIND is a status (429, 503, ...), or
        html            an HTML page           [--status 502]
        garbage         JSON cut off           empty           a 200 without a body
        huge            a large body           [--bytes 67108864]
        hang            no answer              drop            the connection is closed
        slow            the answer comes late  [--delay MS]
        private-link    a redirect to the login page
        ip-acl, network-policy                 the two 403 of a closed network
      With a status: [--retry-after SECONDS|DATE] [--message TEXT]
  fault login N [--message TEXT] [--sqlstate CODE] [--endpoint NAME]
      The next N logins are refused after the password
      (XX000 "External authorization failed").
  fault net [latency=MS] [jitter=MS] [rate=BYTES/S] [stall] [refuse]
            [reset-after=BYTES] [cut-after=BYTES] [--endpoint NAME]
  fault http|login|net --clear [--endpoint NAME]
  fault clear           every fault of every kind
  fault list            what is set`,
    options: {
      times: text, every: text, path: text, method: text, status: text, 'retry-after': text, message: text, delay: text, bytes: text,
      sqlstate: text, endpoint: text, clear: flag,
    },
    async run(directory, [form, ...rest], o) {
      if (!Object.hasOwn(faultForms, form ?? '')) throw new UsageError('fault needs one of http, login, net, clear, list');
      await faultForms[form](directory, rest, o);
    },
  },
  'kill-sessions': {
    usage: 'kill-sessions [--endpoint NAME] [--application NAME] [--reset]',
    about: 'end sessions as an administrator does (57P01); print how many',
    help: `  --application NAME  only those with this application_name
  --reset             reset their TCP connections instead`,
    options: { endpoint: text, application: text, reset: flag },
    run: async (directory, _, o) =>
      print(String(await ask(directory, 'killSessions', { endpoint: o.endpoint, application: o.application, reset: o.reset }))),
  },
  log: {
    usage: 'log [--clear]',
    about: 'print every request to the workspace as JSON lines',
    options: { clear: flag },
    run: async (directory, _, o) => printLines(await ask(directory, 'log', { clear: o.clear })),
  },
  wire: {
    usage: 'wire [--clear]',
    about: 'print every protocol message that passed the tap as JSON lines',
    help: `  Connect to the tap's port (DSN lakebase-tap) to have it written down. "trip" counts
  round trips of the connection: it grows when the client speaks after the server.`,
    options: { clear: flag },
    run: async (directory, _, o) => printLines(await ask(directory, 'wire', { clear: o.clear })),
  },
  credential: {
    usage: 'credential [options]',
    about: 'print a database credential, good or bad, without asking the API',
    help: `  --subject ID        role it is for (sp-app)
  --endpoint NAME     primary (default), replica, dev, or a resource name
  --expires-in S      may be negative       --not-before S   seconds from now
  --audience A  --issuer I
  --forged            signed by another key under the right key id
  --unknown-key       signed by another key under its own id`,
    options: { subject: text, endpoint: text, 'expires-in': text, 'not-before': text, audience: text, issuer: text, forged: flag, 'unknown-key': flag },
    run: async (directory, _, o) =>
      print(await ask(directory, 'credential', {
        subject: o.subject, endpoint: o.endpoint, audience: o.audience, issuer: o.issuer, forged: o.forged, unknownKey: o['unknown-key'],
        expiresIn: number(o['expires-in'], '--expires-in', { min: -Infinity }),
        notBefore: number(o['not-before'], '--not-before', { min: -Infinity }),
      })),
  },
  'id-token': {
    usage: 'id-token [--subject S] [--audience A] [--expires-in S]',
    about: 'print a JWT of the trusted foreign issuer, for token exchange',
    options: { subject: text, audience: text, 'expires-in': text },
    run: async (directory, _, o) =>
      print(await ask(directory, 'idToken', {
        subject: o.subject ?? 'repo:acme/shop:ref:refs/heads/main', audience: o.audience,
        expiresIn: number(o['expires-in'], '--expires-in', { min: -Infinity }),
      })),
  },
};

function overview() {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return `usage: lakebase COMMAND [--dir DIRECTORY] [options]

A local Lakebase made of real parts. Every instance lives in a directory and
chooses its own ports; several run side by side.

${Object.entries(commands).map(([name, c]) => `  ${name.padEnd(width)}  ${c.about}`).join('\n')}

  --dir DIRECTORY  the instance's directory; default: $LB_TEST_DIR, or
                   ${defaultDirectory()}
lakebase COMMAND --help says more about a command.`;
}

async function main([name, ...rest]) {
  if (!name || name === '--help' || name === '-h' || name === 'help') return print(overview());
  const command = Object.hasOwn(commands, name) ? commands[name] : null;
  if (!command) throw new UsageError(`there is no command '${name}'`);
  let parsed;
  try {
    // A negative number is a value here, not an option.
    const args = rest.map((word, i) => (/^-\d/.test(word) && rest[i - 1]?.startsWith('--') ? null : word));
    const joined = [];
    args.forEach((word, i) => (word === null ? (joined[joined.length - 1] += `=${rest[i]}`) : joined.push(word)));
    parsed = parseArgs({ args: joined, options: { ...common, ...command.options }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) return print(`usage: lakebase ${command.usage} [--dir DIRECTORY]\n\n${command.about}\n${command.help ? `\n${command.help}\n` : ''}`);
  if (positionals.length && !['fault', 'set'].includes(name)) throw new UsageError(`what is '${positionals[0]}'?`);
  return command.run(values.dir ?? defaultDirectory(), positionals, values);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`lakebase: ${error.message}\n`);
  if (error instanceof UsageError) process.stderr.write('lakebase --help says what there is.\n');
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
