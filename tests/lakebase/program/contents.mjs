// What the databases hold: roles as on Lakebase, and sample data when asked for.
import pg from 'pg';

export const databaseName = 'databricks_postgres';

const literal = pg.escapeLiteral;
const identifier = pg.escapeIdentifier;

/** Roles of the cluster; run in the default database. */
export function roleStatements(identities, withModule) {
  const create = (name, kind) => (withModule
    ? `SELECT databricks_create_role(${literal(name)}, '${kind}')`
    : `CREATE ROLE ${identifier(name)} LOGIN`);
  const members = [
    ...identities.users.filter((u) => u.role).map((u) => [u.email, 'USER']),
    ...identities.servicePrincipals.filter((p) => p.role).map((p) => [p.id, 'SERVICE_PRINCIPAL']),
  ];
  const native = identities.nativeRole;
  return [
    ...(withModule ? ['CREATE EXTENSION databricks_auth'] : []),
    'CREATE ROLE databricks_superuser NOLOGIN CREATEDB CREATEROLE',
    'GRANT pg_read_all_data, pg_write_all_data, pg_monitor, pg_signal_backend TO databricks_superuser',
    `ALTER DATABASE ${databaseName} OWNER TO databricks_superuser`,
    'GRANT ALL ON SCHEMA public TO databricks_superuser',
    ...members.map(([name, kind]) => create(name, kind)),
    // Attributes are not inherited: whoever made the project has them himself.
    `ALTER ROLE ${identifier(identities.users[0].email)} CREATEDB CREATEROLE`,
    `CREATE ROLE ${identifier(native.name)} LOGIN PASSWORD ${literal(native.password)}`,
    `GRANT databricks_superuser TO ${[...members.map(([name]) => name), native.name].map(identifier).join(', ')}`,
  ];
}

export const sampleStatements = [
  'SET ROLE databricks_superuser',
  'CREATE SCHEMA sales',
  "COMMENT ON SCHEMA sales IS 'A small shop to look around in'",
  `CREATE TABLE sales.customers (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text NOT NULL,
     city text,
     since date NOT NULL,
     credit numeric(10,2) NOT NULL DEFAULT 0,
     newsletter boolean NOT NULL DEFAULT false)`,
  "COMMENT ON TABLE sales.customers IS 'Who buys'",
  "COMMENT ON COLUMN sales.customers.credit IS 'What we owe them, in euro'",
  `INSERT INTO sales.customers (name, city, since, credit, newsletter) VALUES
     ('Ada Lovelace', 'London', '2021-12-10', 120.50, true),
     ('José Ñandú', 'Montevideo', '2022-03-01', 0, false),
     ('Zoë Brontë', 'Haworth', '2022-07-30', 15.00, true),
     ('Γιώργος Σεφέρης', 'Σμύρνη', '2023-02-28', 7.25, false),
     ('山田 花子', '京都', '2023-05-05', 980.00, true),
     ('𠮷田 🦊 Kitsune', '奈良', '2024-02-29', 0.01, true)`,
  `CREATE TABLE sales.orders (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     customer_id integer NOT NULL REFERENCES sales.customers,
     ordered_at timestamptz NOT NULL,
     item text NOT NULL,
     quantity integer NOT NULL CHECK (quantity > 0),
     price numeric(8,2) NOT NULL)`,
  'CREATE INDEX orders_customer ON sales.orders (customer_id, ordered_at)',
  "COMMENT ON TABLE sales.orders IS 'What they bought'",
  `INSERT INTO sales.orders (customer_id, ordered_at, item, quantity, price)
     SELECT 1 + n % 6, timestamptz '2026-01-01 08:00+00' + n * interval '7 hours',
            (ARRAY['Tea', 'Kettle', 'Cup', 'Sugar', '☕ Coffee'])[1 + n % 5], 1 + n % 4, 2.50 * (1 + n % 7)
       FROM generate_series(0, 119) AS n`,
  `CREATE VIEW sales.revenue AS
     SELECT c.name AS customer, count(*) AS orders, sum(o.quantity * o.price) AS total
       FROM sales.customers c JOIN sales.orders o ON o.customer_id = c.id
      GROUP BY c.id, c.name`,
  "COMMENT ON VIEW sales.revenue IS 'Turnover of each customer'",
  'RESET ROLE',
  'ANALYZE sales.customers, sales.orders',
];

export async function fillCluster(cluster, { identities, withModule, sample }) {
  await cluster.withAdmin('postgres', (admin) => admin.query(`CREATE DATABASE ${databaseName}`));
  await cluster.withAdmin(databaseName, async (admin) => {
    const statements = [...roleStatements(identities, withModule), ...(sample ? sampleStatements : [])];
    for (const statement of statements) await admin.query(statement);
  });
}
