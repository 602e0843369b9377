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

// isql makes a column as wide as its type and counts bytes: these types fit `SELECT *` into 80 columns, these values into them.
export const sampleStatements = [
  'SET ROLE databricks_superuser',
  'CREATE SCHEMA sales',
  "COMMENT ON SCHEMA sales IS 'A small shop to look around in'",
  `CREATE TABLE sales.customers (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name varchar(20) NOT NULL,
     city varchar(10),
     country varchar(12),
     since date NOT NULL)`,
  "COMMENT ON TABLE sales.customers IS 'Who buys'",
  "COMMENT ON COLUMN sales.customers.since IS 'The day of their first order'",
  `INSERT INTO sales.customers (name, city, country, since) VALUES
     ('Ada Lovelace', 'London', 'England', '2021-12-10'),
     ('José Ñandú', 'Montevideo', 'Uruguay', '2022-03-01'),
     ('Zoë Brontë', 'Haworth', 'England', '2022-07-30'),
     ('Σαπφώ', 'Χίος', 'Ελλάδα', '2023-02-28'),
     ('山田 花子', '京都', '日本', '2023-05-05'),
     ('𠮷田 🦊 Kitsune', '奈良', '日本', '2024-02-29')`,
  `CREATE TABLE sales.products (
     name varchar(12) PRIMARY KEY,
     price numeric(8,2) NOT NULL CHECK (price > 0),
     stock integer NOT NULL DEFAULT 0,
     vegan boolean,
     added timestamptz(0) NOT NULL)`,
  "COMMENT ON TABLE sales.products IS 'What can be bought'",
  "COMMENT ON COLUMN sales.products.price IS 'In euro'",
  `INSERT INTO sales.products (name, price, stock, vegan, added) VALUES
     ('Coffee', 8.90, 120, true, '2021-11-02 09:30+00'),
     ('Cup', 4.50, 36, NULL, '2021-11-02 09:30+00'),
     ('Honey', 6.25, 18, false, '2022-04-15 14:00+00'),
     ('Kettle', 49.00, 5, NULL, '2021-11-02 09:45+00'),
     ('Tea', 3.75, 240, true, '2021-11-02 09:30+00')`,
  `CREATE TABLE sales.orders (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     customer_id integer NOT NULL REFERENCES sales.customers,
     product varchar(12) NOT NULL REFERENCES sales.products,
     quantity smallint NOT NULL CHECK (quantity > 0),
     ordered date NOT NULL)`,
  'CREATE INDEX orders_customer ON sales.orders (customer_id, ordered)',
  "COMMENT ON TABLE sales.orders IS 'What they bought'",
  `INSERT INTO sales.orders (customer_id, product, quantity, ordered)
     SELECT 1 + n % 6, (ARRAY['Tea', 'Kettle', 'Cup', 'Honey', 'Coffee'])[1 + n % 5], 1 + n % 4, date '2026-01-01' + n / 3
       FROM generate_series(0, 119) AS n`,
  `CREATE VIEW sales.revenue AS
     SELECT p.name AS product, sum(o.quantity)::integer AS sold, sum(o.quantity * p.price)::numeric(10,2) AS revenue
       FROM sales.products p JOIN sales.orders o ON o.product = p.name
      GROUP BY p.name`,
  "COMMENT ON VIEW sales.revenue IS 'Turnover of each product'",
  'RESET ROLE',
  'ANALYZE sales.customers, sales.products, sales.orders',
];

export async function fillCluster(cluster, { identities, withModule, sample }) {
  await cluster.withAdmin('postgres', (admin) => admin.query(`CREATE DATABASE ${databaseName}`));
  await cluster.withAdmin(databaseName, async (admin) => {
    const statements = [...roleStatements(identities, withModule), ...(sample ? sampleStatements : [])];
    for (const statement of statements) await admin.query(statement);
  });
}
