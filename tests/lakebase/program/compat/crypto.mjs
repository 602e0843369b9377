// node:crypto with crypto.hash(), which node has since 20.12.
import { createHash } from 'node:crypto';

export * from 'node:crypto';
export { default } from 'node:crypto';

export const hash = (algorithm, data, encoding = 'hex') => {
  const digest = createHash(algorithm).update(data).digest();
  return encoding === 'buffer' ? digest : digest.toString(encoding);
};
