// Listening on loopback, and nothing but loopback.
import net from 'node:net';

const listen = (server, port, host) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });

/**
 * Listens on one free port of 127.0.0.1 and, where it can, of ::1 as well:
 * "localhost" is either, and some clients try only the first address they get.
 * @param make makes a server; called once per address
 */
export async function listenOnLoopback(make) {
  const servers = [make()];
  const port = await listen(servers[0], 0, '127.0.0.1');
  const second = make();
  try {
    await listen(second, port, '::1');
    servers.push(second);
  } catch {
    // No IPv6 here, or the port is taken there.
  }
  return { port, close: () => servers.forEach((s) => s.close()) };
}

/** A port that was free a moment ago, for programs that have to be told a number. */
export async function freePort() {
  const server = net.createServer();
  const port = await listen(server, 0, '127.0.0.1');
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
