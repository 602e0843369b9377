// Child processes that cannot outlive this one.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

/**
 * Starts a program whose output goes to a log file and which the kernel sends
 * `deathSignal` should this process die without stopping it.
 */
export function supervise(command, args, { log, deathSignal, env = {} }) {
  const out = fs.openSync(log, 'a', 0o600);
  const child = spawn('setpriv', [`--pdeathsig=${deathSignal}`, '--', command, ...args], {
    stdio: ['ignore', out, out],
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...env },
  });
  fs.closeSync(out);
  child.exited = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  return child;
}

export const hasExited = (child) => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
