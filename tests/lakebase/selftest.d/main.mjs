// Runs the self-test against one fresh instance (lifecycle tests start more).
import { Subject, runAll } from './harness.mjs';
import { apiTests } from './api.mjs';
import { endpointTests } from './endpoints.mjs';
import { faultTests } from './faults.mjs';
import { lifecycleTests } from './lifecycle.mjs';
import { loginTests } from './login.mjs';
import { oauthTests } from './oauth.mjs';

const release = process.argv[2] ?? '17';
const subject = await Subject.start('--pg', release, '--sample');
try {
  loginTests(subject);
  endpointTests(subject);
  oauthTests(subject);
  apiTests(subject);
  faultTests(subject);
  lifecycleTests(release);
  process.exitCode = (await runAll()) ? 1 : 0;
} finally {
  await subject.control('stop');
}
