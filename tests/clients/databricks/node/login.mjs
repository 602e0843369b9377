// @databricks/lakebase against the local Lakebase, configured as its documentation says. Prints TAP.
import { execFileSync } from 'node:child_process';
import { createLakebasePool } from '@databricks/lakebase';

const env = process.env;
Object.assign(env, {
  DATABRICKS_HOST: env.LB_WORKSPACE_URL,
  DATABRICKS_CLIENT_ID: env.LB_CLIENT_ID,
  DATABRICKS_CLIENT_SECRET: env.LB_CLIENT_SECRET,
  PGHOST: env.LB_PGHOST,
  PGPORT: env.LB_PGPORT,
  PGDATABASE: env.LB_DATABASE,
  PGSSLMODE: 'require', // to this package: certificate and host name are verified
  LAKEBASE_ENDPOINT: env.LB_ENDPOINT,
});

const lakebase = (...words) => execFileSync(env.LB_CONTROL, words, { encoding: 'utf8' });
const requests = (path) => lakebase('log').split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((r) => r.path === path);
const equal = (found, expected) => {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
};

async function withPool(work) {
  const pool = createLakebasePool();
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

const tests = {
  'a pool logs in as the service principal': () => withPool(async (pool) => {
    const { rows } = await pool.query('select current_user as who');
    equal(rows[0].who, env.LB_CLIENT_ID);
  }),

  'eight connections share one credential': () => withPool(async (pool) => {
    lakebase('log', '--clear');
    await Promise.all(Array.from({ length: 8 }, () => pool.query('select pg_sleep(0.3)')));
    equal(requests('/api/2.0/postgres/credentials').length, 1);
  }),

  'a sleeping endpoint is woken by the pool': () => withPool(async (pool) => {
    lakebase('sleep', '--wake-ms', '500');
    const { rows } = await pool.query('select 1 as one');
    equal(rows[0].one, 1);
  }),
};

console.log(`1..${Object.keys(tests).length}`);
let number = 0;
for (const [name, work] of Object.entries(tests)) {
  number += 1;
  try {
    await work();
    console.log(`ok ${number} - node: ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`not ok ${number} - node: ${name}`);
    console.log(error.stack.replace(/^/gm, '# '));
  }
}
