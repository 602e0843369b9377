// What the Management API tells about: projects, branches, endpoints, roles, databases, Provisioned instances.
import { hostSuffix } from '../certificates.mjs';

const created = '2026-02-06T16:07:00Z';
const branchOf = 'projects/shop/branches';

export const names = {
  primary: `${branchOf}/production/endpoints/primary`,
  replica: `${branchOf}/production/endpoints/replica`,
  dev: `${branchOf}/dev/endpoints/primary`,
  frozen: `${branchOf}/frozen/endpoints/primary`,
  instance: 'instances/shop-classic',
};

const idOf = (name) => name.split('/').pop();
const parentOf = (name) => name.split('/').slice(0, -2).join('/') || undefined;

export class Catalog {
  /** @param gates by the short names used above; @param pooled whether there is a pooled host */
  constructor({ identities, gates, release, pooled, settings }) {
    Object.assign(this, { identities, gates, release, pooled, settings });
  }

  /** "localhost" resolves everywhere; the names are for tests that resolve them otherwise. */
  host(label) {
    return this.settings.hosts === 'names' ? `${label}.${hostSuffix}` : 'localhost';
  }

  object(kind, name, uid, status) {
    return { name, [`${kind}_id`]: idOf(name), uid, parent: parentOf(name), create_time: created, update_time: created, status };
  }

  projects() {
    const project = (id, uid, displayName, defaultBranch) =>
      this.object('project', `projects/${id}`, uid, {
        display_name: displayName,
        ...(defaultBranch && { default_branch: `projects/${id}/branches/${defaultBranch}` }),
        pg_version: Number(this.release),
        owner: 'alice@example.com',
        enable_pg_native_login: true,
      });
    return [
      project('shop', '5f0c1d52-5e1c-4d27-8a01-000000000001', 'Shop', 'production'),
      project('empty', '5f0c1d52-5e1c-4d27-8a01-000000000002', 'Two branches, neither the default', null),
    ];
  }

  branches() {
    const branch = (name, uid, isDefault = false) =>
      this.object('branch', name, uid, {
        default: isDefault,
        current_state: idOf(name) === this.settings.archived ? 'ARCHIVED' : 'READY',
        is_protected: isDefault,
      });
    return [
      branch(`${branchOf}/production`, 'br-calm-river-0001', true),
      branch(`${branchOf}/dev`, 'br-green-field-0002'),
      branch(`${branchOf}/frozen`, 'br-cold-lake-0003'),
      branch('projects/empty/branches/alpha', 'br-first-hill-0004'),
      branch('projects/empty/branches/beta', 'br-second-hill-0005'),
    ];
  }

  endpoints() {
    const endpoint = (key, uid, readOnly, pooled = false) => {
      const gate = this.gates[key];
      const host = this.host(uid);
      const hosts = readOnly ? { host, read_only_host: host } : { host };
      if (pooled && this.pooled) hosts.read_write_pooled_host = this.host(`${uid}-pooler`);
      return this.object('endpoint', names[key], uid, {
        endpoint_type: readOnly ? 'ENDPOINT_TYPE_READ_ONLY' : 'ENDPOINT_TYPE_READ_WRITE',
        current_state: gate.state,
        disabled: gate.disabled,
        suspend_timeout_duration: '300s',
        autoscaling_limit_min_cu: 0.5,
        autoscaling_limit_max_cu: 1,
        hosts,
      });
    };
    return [
      endpoint('primary', 'ep-quiet-meadow-0001', false, true),
      endpoint('replica', 'ep-still-pond-0002', true),
      endpoint('dev', 'ep-fresh-leaf-0003', false),
      endpoint('frozen', 'ep-deep-frost-0004', false),
    ];
  }

  liveBranches() {
    return ['production', 'dev', 'frozen'].map((id) => `${branchOf}/${id}`);
  }

  roles() {
    const { servicePrincipals, users, nativeRole } = this.identities;
    const role = (branch, id, postgresRole, identityType, method) =>
      this.object('role', `${branch}/roles/${id}`, `role-${id}`, {
        postgres_role: postgresRole,
        ...(identityType && { identity_type: identityType }),
        auth_method: method,
        attributes: { createdb: false, createrole: false, bypassrls: false },
        membership_roles: ['DATABRICKS_SUPERUSER'],
      });
    return this.liveBranches().flatMap((branch) => [
      ...users.filter((u) => u.role).map((u) => role(branch, u.name.toLowerCase(), u.email, 'USER', 'LAKEBASE_OAUTH_V1')),
      ...servicePrincipals.filter((p) => p.role).map((p) => role(branch, p.name, p.id, 'SERVICE_PRINCIPAL', 'LAKEBASE_OAUTH_V1')),
      role(branch, nativeRole.name.replaceAll('_', '-'), nativeRole.name, null, 'PG_PASSWORD_SCRAM_SHA_256'),
    ]);
  }

  databases() {
    return this.liveBranches().flatMap((branch) => [
      this.object('database', `${branch}/databases/databricks-postgres`, 'db-0001', {
        postgres_database: 'databricks_postgres',
        role: `${branch}/roles/alice`,
      }),
    ]);
  }

  instances() {
    const instance = (name, uid, state, more = {}) => ({
      name, uid, state, creator: 'alice@example.com', creation_time: created, capacity: 'CU_1',
      pg_version: `PG_VERSION_${this.release}`, effective_enable_pg_native_login: true,
      effective_stopped: state === 'STOPPED', ...more,
    });
    return [
      instance('shop-classic', '7a31c0de-1111-4bbb-8c00-000000000001', 'AVAILABLE', {
        read_write_dns: this.host('instance-7a31c0de-1111-4bbb-8c00-000000000001'),
        read_only_dns: this.host('instance-ro-7a31c0de-1111-4bbb-8c00-000000000001'),
      }),
      instance('shop-stopped', '7a31c0de-1111-4bbb-8c00-000000000002', 'STOPPED'),
    ];
  }
}
