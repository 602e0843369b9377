// What the OAuth server takes for granted and Debian 12's node 18 lacks. Loaded by `node --import`,
// that is before the program and everything it imports.
import * as crypto from 'node:crypto';
import { register } from 'node:module';

globalThis.crypto ??= crypto.webcrypto;

URL.parse ??= (text, base) => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};

// A builtin module cannot be given a new export, so its importers are given another module.
if (!crypto.hash) register('./hooks.mjs', import.meta.url);
