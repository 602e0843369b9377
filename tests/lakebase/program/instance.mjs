// One local Lakebase: everything that `start` makes, in the order in which it has to be made.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeCertificates } from './certificates.mjs';
import { environment, odbcIni } from './clients.mjs';
import { fillCluster } from './contents.mjs';
import { Gate } from './gate.mjs';
import { controlCommand, hasModule } from './paths.mjs';
import { Pooler } from './pooler.mjs';
import { Cluster } from './postgres.mjs';
import { probeLogin } from './probe.mjs';
import { Tap } from './tap.mjs';
import { Catalog, names } from './workspace/catalog.mjs';
import { makeIdentities } from './workspace/identities.mjs';
import { Keys, credentialAudience } from './workspace/keys.mjs';
import { Workspace } from './workspace/server.mjs';

export class Instance {
  constructor({ files, release, tree, sample, log }) {
    Object.assign(this, { files, release, tree, sample, log });
    this.identities = makeIdentities();
    this.settings = { oauthLifetime: 3600, credentialLifetime: 3600, credentialPadding: 0, hosts: 'localhost', pageSize: 0, archived: '' };
    this.clusters = {};
    this.gates = {};
  }

  async start() {
    const { files, tree } = this;
    for (const directory of [files.clusters, files.logs]) fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.common = { files, tree, withModule: hasModule(tree), adminPassword: randomBytes(16).toString('hex'), audience: credentialAudience };
    const production = new Cluster('production', this.common, { endpoints: [names.primary, names.instance] });
    this.clusters = {
      production,
      replica: new Cluster('replica', this.common, { endpoints: [names.replica], standbyOf: production }),
      dev: new Cluster('dev', this.common, { endpoints: [names.dev] }),
    };

    [this.tls, this.keys] = await Promise.all([makeCertificates(files), Keys.make(files), production.initialize()]);
    this.common.tls = this.tls;
    await this.startWorkspace();
    await this.startClusters();
    await this.startFronts();
    await this.seeLoginsRefused();
    this.writeClientFiles();
  }

  async startWorkspace() {
    const { files, tls, keys, identities, settings, log } = this;
    this.workspace = new Workspace({ files, tls, keys, identities, settings, log });
    await this.workspace.listen();
    this.common.issuer = this.workspace.issuer;
  }

  /** The read-only endpoint and the second branch begin as copies of the first cluster. */
  async startClusters() {
    const { production, replica, dev } = this.clusters;
    await production.start();
    await fillCluster(production, { identities: this.identities, withModule: this.common.withModule, sample: this.sample });
    await production.stop();
    replica.copyFrom(production);
    dev.copyFrom(production);
    await Promise.all([production.start(), replica.start(), dev.start()]);
  }

  async startFronts() {
    const { production, replica, dev } = this.clusters;
    const nothing = { start: async () => {}, stop: async () => {} };
    this.gates = {
      primary: new Gate('primary', production, this.tls),
      replica: new Gate('replica', replica, this.tls),
      dev: new Gate('dev', dev, this.tls),
      frozen: new Gate('frozen', nothing, this.tls, { disabled: true }),
    };
    await Promise.all(Object.values(this.gates).map((gate) => gate.listen()));
    this.tap = new Tap(this.gates.primary, this.tls);
    await this.tap.listen();
    if (Pooler.available()) {
      this.pooler = new Pooler(this.gates.primary, this.common);
      await this.pooler.start();
    }
    const { identities, gates, release, settings } = this;
    this.workspace.attach(new Catalog({ identities, gates, release, settings, pooled: Boolean(this.pooler) }));
  }

  /** Without databricks_auth the servers would let everybody in, so this is seen and not assumed. */
  async seeLoginsRefused() {
    const user = this.identities.servicePrincipals[0].id;
    await Promise.all(['primary', 'replica', 'dev'].map(async (name) => {
      const { steps, error } = await probeLogin({ port: this.gates[name].port, ca: this.tls.ca, user, password: '' });
      if (!error || steps.includes('Ok')) throw new Error(`${name} lets a login without a password in; refusing to go on`);
    }));
  }

  /** The facts that clients need; see clients.mjs. */
  about() {
    const { files, identities } = this;
    const ports = Object.fromEntries(Object.entries(this.gates).map(([name, gate]) => [name, gate.port]));
    return {
      directory: files.directory,
      controlCommand,
      ca: files.ca,
      release: this.release,
      workspace: this.workspace.base,
      ports: { workspace: this.workspace.port, ...ports, tap: this.tap.port, ...(this.pooler && { pooled: this.pooler.port }) },
      principals: Object.fromEntries(identities.servicePrincipals.map((p) => [p.name, { id: p.id, secret: p.secret }])),
      user: identities.users[0],
      personalAccessToken: identities.personalAccessToken.token,
      customApp: identities.customApp,
      nativeRole: identities.nativeRole,
      files: {
        odbcIni: files.odbcIni,
        requestLog: files.requestLog,
        serverLog: this.clusters.production.log,
        federationKey: path.join(files.directory, 'federation.key'),
      },
    };
  }

  writeClientFiles() {
    const about = this.about();
    fs.writeFileSync(this.files.odbcIni, odbcIni(about), { mode: 0o600 });
    fs.writeFileSync(this.files.env, environment(about), { mode: 0o600 });
  }

  async stop() {
    this.tap?.close?.();
    for (const gate of Object.values(this.gates)) gate.close?.();
    await this.pooler?.stop();
    await Promise.all(Object.values(this.clusters).map((cluster) => cluster.stop()));
    this.workspace?.close?.();
  }
}
