// What the control command can ask of a running instance.
import http from 'node:http';
import { listenOnLoopback } from './loopback.mjs';
import { noFaults } from './gate.mjs';
import { environment, odbcIni } from './clients.mjs';
import { names } from './workspace/catalog.mjs';
import { signSubjectToken } from './workspace/federation.mjs';

const defaultLoginError = { message: 'External authorization failed', sqlstate: 'XX000' };

/** Commands take (instance, args) and return what is to be answered. */
export const commands = {
  about: (instance) => instance.about(),

  status: (instance) => ({
    ...instance.about(),
    settings: instance.settings,
    endpoints: Object.fromEntries(Object.entries(instance.gates).map(([name, gate]) => [name, {
      port: gate.port,
      state: gate.disabled ? 'DISABLED' : gate.state,
      connections: gate.links.size,
      ...gate.counts,
    }])),
  }),

  dsn: (instance, { driver }) => odbcIni(instance.about(), driver),
  env: (instance) => environment(instance.about()),

  async sleep(instance, { endpoint = 'primary', wakeMs = 0 }) {
    await gateOf(instance, endpoint).fallAsleep(wakeMs);
  },

  ttl(instance, { credential, oauth }) {
    if (credential !== undefined) instance.settings.credentialLifetime = credential;
    if (oauth !== undefined) instance.settings.oauthLifetime = oauth;
    return { credential: instance.settings.credentialLifetime, oauth: instance.settings.oauthLifetime };
  },

  set(instance, { changes }) {
    for (const [name, value] of Object.entries(changes)) {
      if (name === 'page-size') instance.settings.pageSize = Number(value);
      else if (name === 'padding') instance.settings.credentialPadding = Number(value);
      else if (name === 'archived') instance.settings.archived = value;
      else if (name === 'hosts' && ['localhost', 'names'].includes(value)) instance.settings.hosts = value;
      else throw new Error(`cannot set ${name}=${value}`);
    }
    return instance.settings;
  },

  faultHttp(instance, { fault, clear }) {
    if (clear) instance.workspace.faults.clear();
    else instance.workspace.faults.add(fault);
  },

  faultLogin(instance, { endpoint = 'primary', times, message, sqlstate, clear }) {
    gateOf(instance, endpoint).loginFault = clear || times < 1 ? null
      : { times, message: message ?? defaultLoginError.message, sqlstate: sqlstate ?? defaultLoginError.sqlstate };
  },

  faultNet(instance, { endpoint = 'primary', faults, clear }) {
    const gate = gateOf(instance, endpoint);
    gate.faults = clear ? { ...noFaults } : { ...gate.faults, ...faults };
    return gate.faults;
  },

  faultClear(instance) {
    instance.workspace.faults.clear();
    for (const gate of Object.values(instance.gates)) {
      gate.faults = { ...noFaults };
      gate.loginFault = null;
    }
  },

  faultList: (instance) => ({
    http: instance.workspace.faults.list,
    login: Object.fromEntries(Object.entries(instance.gates).map(([name, gate]) => [name, gate.loginFault]).filter(([, f]) => f)),
    net: Object.fromEntries(Object.entries(instance.gates).map(([name, gate]) => [name, gate.faults])),
  }),

  async killSessions(instance, { endpoint = 'primary', application, reset }) {
    const gate = gateOf(instance, endpoint);
    if (reset) return gate.resetAll();
    if (!gate.cluster.running) return 0;
    return gate.cluster.withAdmin('postgres', async (admin) => {
      const { rows } = await admin.query(
        `SELECT count(pg_terminate_backend(pid))::int AS ended FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            AND ($1::text IS NULL OR application_name = $1)`, [application ?? null]);
      return rows[0].ended;
    });
  },

  log(instance, { clear }) {
    if (clear) instance.workspace.clearLog();
    return clear ? [] : instance.workspace.records;
  },

  wire(instance, { clear }) {
    if (clear) instance.tap.clear();
    return clear ? [] : instance.tap.records;
  },

  credential(instance, { subject, endpoint = 'primary', expiresIn, notBefore, audience, issuer, forged, unknownKey }) {
    const { keys, workspace, settings, identities } = instance;
    return keys.signCredential({
      subject: subject ?? identities.servicePrincipals[0].id,
      endpoint: names[endpoint] ?? endpoint,
      issuer: issuer ?? workspace.issuer,
      expiresIn: expiresIn ?? settings.credentialLifetime,
      audience,
      notBefore,
      padding: settings.credentialPadding,
      // Forged: another key that claims to be the right one. Unknown: another key under its own name.
      ...(forged && { key: keys.stranger, kid: keys.credential.kid }),
      ...(unknownKey && { key: keys.stranger }),
    });
  },

  idToken(instance, { subject, audience, expiresIn }) {
    return signSubjectToken({ base: instance.workspace.base, keys: instance.keys, subject, audience, expiresIn });
  },
};

function gateOf(instance, name) {
  const gate = instance.gates[name];
  if (!gate) throw new Error(`no endpoint '${name}'; there are ${Object.keys(instance.gates).join(', ')}`);
  return gate;
}

/** Serves the commands on loopback to whoever knows the token in the instance's record. */
export function serveControl(instance, token, stop) {
  const answer = async (req) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    const { command, args = {} } = JSON.parse(text);
    if (command === 'stop') {
      setImmediate(stop);
      return null;
    }
    if (!Object.hasOwn(commands, command)) throw new Error(`unknown command '${command}'`);
    return (await commands[command](instance, args)) ?? null;
  };
  return listenOnLoopback(() => http.createServer(async (req, res) => {
    if (req.headers.authorization !== `Bearer ${token}`) return res.writeHead(401).end();
    try {
      return res.end(JSON.stringify({ result: await answer(req) }));
    } catch (error) {
      return res.writeHead(400).end(JSON.stringify({ error: error.message }));
    }
  }));
}
