// The front of one endpoint: faults on the way, and sleep and wake. It passes TLS through untouched.
import net from 'node:net';
import { greet } from './greeting.mjs';
import { listenOnLoopback, sleep } from './loopback.mjs';
import { refuseLogin } from './refusal.mjs';

/** Faults of the network; each holds for what passes while it is set. */
export const noFaults = {
  latency: 0, // ms, each way
  jitter: 0, // ms at most, on top
  rate: 0, // bytes per second, 0 = unlimited
  stall: false, // accept, then pass nothing
  refuse: false, // reset every new connection
  'reset-after': 0, // bytes to the client, then RST
  'cut-after': 0, // bytes to the client, then a plain end
};

export class Gate {
  /** @param disabled an endpoint that no connection can wake */
  constructor(name, cluster, tls, { disabled = false } = {}) {
    Object.assign(this, { name, cluster, tls, disabled });
    this.faults = { ...noFaults };
    this.loginFault = null; // {times, message, sqlstate}
    this.wakeDelay = 0;
    this.waking = null;
    this.asleep = disabled;
    this.links = new Set();
    this.counts = { accepted: 0, woken: 0 };
  }

  async listen() {
    Object.assign(this, await listenOnLoopback(() => net.createServer({ noDelay: true }, (c) => this.serve(c))));
  }

  get state() {
    return this.asleep ? 'IDLE' : 'ACTIVE';
  }

  /** Ends all sessions; the next connection wakes the endpoint, after a delay. */
  async fallAsleep(wakeDelay) {
    await this.waking;
    this.asleep = true;
    this.wakeDelay = wakeDelay;
    await this.cluster.stop();
  }

  wake() {
    if (!this.asleep) return Promise.resolve();
    this.waking ??= (async () => {
      try {
        await sleep(this.wakeDelay);
        await this.cluster.start();
        this.asleep = false;
        this.counts.woken += 1;
      } finally {
        this.waking = null;
      }
    })();
    return this.waking;
  }

  resetAll() {
    const count = this.links.size;
    for (const client of this.links) client.resetAndDestroy();
    return count;
  }

  async serve(client) {
    this.counts.accepted += 1;
    this.links.add(client);
    client.on('error', () => {});
    client.on('close', () => this.links.delete(client));
    if (this.faults.refuse) return client.resetAndDestroy();

    const greeting = await greet(client);
    if (!greeting) return;
    if (greeting.kind === 'tls') {
      const error = this.reasonToRefuse();
      if (error) return refuseLogin(client, greeting, this.tls, error);
    }
    try {
      await this.wake();
    } catch {
      return client.resetAndDestroy();
    }
    if (client.destroyed) return;
    const server = net.connect({ port: this.cluster.port, host: '127.0.0.1', noDelay: true });
    server.on('error', () => client.resetAndDestroy());
    server.once('connect', () => {
      this.pump(client, server, greeting.first);
      this.pump(server, client);
    });
  }

  reasonToRefuse() {
    if (this.disabled) return { sqlstate: 'XX000', message: 'Control plane request failed: endpoint is disabled' };
    if (!this.loginFault) return null;
    const { message, sqlstate } = this.loginFault;
    this.loginFault.times -= 1;
    if (this.loginFault.times <= 0) this.loginFault = null;
    return { message, sqlstate };
  }

  /** One direction, in order, under the faults in force at the time. */
  pump(from, to, ahead = null) {
    const toClient = this.links.has(to);
    let passed = 0;
    const pass = async (chunk) => {
      const f = this.faults;
      if (f.latency || f.jitter) await sleep(f.latency + Math.random() * f.jitter);
      if (f.rate) await sleep((chunk.length / f.rate) * 1000);
      while (this.faults.stall && !from.destroyed && !to.destroyed) await sleep(20);
      passed += chunk.length;
      if (toClient && f['reset-after'] && passed >= f['reset-after']) return to.resetAndDestroy();
      if (toClient && f['cut-after'] && passed >= f['cut-after']) {
        to.end(chunk.subarray(0, Math.max(0, chunk.length - (passed - f['cut-after']))));
        return from.destroy();
      }
      if (to.destroyed || to.write(chunk)) return undefined;
      return new Promise((resolve) => {
        to.once('drain', resolve);
        to.once('close', resolve);
      });
    };
    let queue = ahead ? pass(ahead) : Promise.resolve();
    from.on('data', (chunk) => {
      from.pause();
      queue = queue.then(() => pass(chunk)).then(() => from.resume());
    });
    from.on('end', () => { queue = queue.then(() => to.end()); });
    from.on('close', () => { queue = queue.then(() => to.destroy()); });
    from.resume();
  }
}
