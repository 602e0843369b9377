// What clients of an instance need to know: odbc.ini sections, shell variables.
import { databaseName } from './contents.mjs';
import { names } from './workspace/catalog.mjs';

const section = (name, keywords) =>
  [`[${name}]`, ...Object.entries(keywords).map(([keyword, value]) => `${keyword}=${value}`), ''].join('\n');

/** @param about the facts of an instance as the supervisor reports them */
export function odbcIni(about, driver = 'Lakebase ODBC Driver') {
  const app = about.principals['sp-app'];
  const base = { Driver: driver, Database: databaseName, SSLRootCert: about.ca };
  const byOAuth = (description, endpoint, port) => ({
    ...base,
    Description: description,
    AuthType: 'oauth-m2m',
    Workspace: about.workspace,
    ClientId: app.id,
    ClientSecret: app.secret,
    Endpoint: endpoint,
    Port: port,
  });
  const byPassword = (description, port) => ({
    ...base,
    Description: description,
    AuthType: 'password',
    Server: 'localhost',
    Port: port,
    UID: about.nativeRole.name,
    PWD: about.nativeRole.password,
  });
  return [
    section('lakebase', byOAuth('Local Lakebase, signed in with OAuth', names.primary, about.ports.primary)),
    section('lakebase-ro', byOAuth('Its read-only endpoint', names.replica, about.ports.replica)),
    section('lakebase-dev', byOAuth('Its branch dev', names.dev, about.ports.dev)),
    section('lakebase-tap', byOAuth('The first again, through the wire tap', names.primary, about.ports.tap)),
    section('lakebase-password', byPassword('A native password role', about.ports.primary)),
    ...(about.ports.pooled ? [section('lakebase-pooled', byPassword('The pooled host', about.ports.pooled))] : []),
  ].join('\n');
}

const shellQuote = (value) => `'${String(value).replaceAll("'", "'\\''")}'`;

export function environment(about) {
  const { principals, ports, user, files } = about;
  const variables = {
    LB_TEST_DIR: about.directory,
    LB_CONTROL: about.controlCommand,
    LB_TEST_CA: about.ca,
    LB_ODBCINI: files.odbcIni,
    LB_REQUEST_LOG: files.requestLog,
    LB_SERVER_LOG: files.serverLog,
    LB_FEDERATION_KEY: files.federationKey,
    LB_PG_RELEASE: about.release,
    LB_WORKSPACE_URL: about.workspace,
    LB_CLIENT_ID: principals['sp-app'].id,
    LB_CLIENT_SECRET: principals['sp-app'].secret,
    LB_NOROLE_CLIENT_ID: principals['sp-without-role'].id,
    LB_NOROLE_CLIENT_SECRET: principals['sp-without-role'].secret,
    LB_OUTSIDER_CLIENT_ID: principals['sp-outsider'].id,
    LB_OUTSIDER_CLIENT_SECRET: principals['sp-outsider'].secret,
    LB_AWKWARD_CLIENT_ID: principals['sp-awkward'].id,
    LB_AWKWARD_CLIENT_SECRET: principals['sp-awkward'].secret,
    LB_FEDERATED_CLIENT_ID: principals['sp-federated'].id,
    LB_USER: user.email,
    LB_USER_PASSWORD: user.password,
    LB_PAT: about.personalAccessToken,
    LB_CUSTOM_APP_ID: about.customApp.id,
    LB_CUSTOM_APP_SECRET: about.customApp.secret,
    LB_CUSTOM_APP_REDIRECT: about.customApp.redirectUri,
    LB_ENDPOINT: names.primary,
    LB_ENDPOINT_RO: names.replica,
    LB_ENDPOINT_DEV: names.dev,
    LB_ENDPOINT_DISABLED: names.frozen,
    LB_INSTANCE: names.instance.split('/')[1],
    LB_DATABASE: databaseName,
    LB_PGHOST: 'localhost',
    LB_PGPORT: ports.primary,
    LB_PGPORT_RO: ports.replica,
    LB_PGPORT_DEV: ports.dev,
    LB_PGPORT_DISABLED: ports.frozen,
    LB_PGPORT_TAP: ports.tap,
    ...(ports.pooled && { LB_PGPORT_POOLED: ports.pooled }),
    LB_NATIVE_USER: about.nativeRole.name,
    LB_NATIVE_PASSWORD: about.nativeRole.password,
  };
  return Object.entries(variables).map(([name, value]) => `export ${name}=${shellQuote(value)}\n`).join('');
}
