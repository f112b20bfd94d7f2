import type { ArrayValue, Origin, Value } from '../laravel/value';
import {
  applyUrl,
  fieldsOf,
  known,
  knownInteger,
  mergeFields,
  originsOf,
  secretRef,
  unknown,
  Unusable,
} from './fields';
import type { Field, Fields } from './fields';
import type { Address, SqlProfile, TlsOptions } from './profile';
import { storedSecretKey } from './secrets';

/** PDO's TLS options by name (as the evaluator writes class constants) and by their number in PHP 8's mysqlnd. */
const tlsKeys: Readonly<Record<string, readonly string[]>> = {
  key: ['PDO::MYSQL_ATTR_SSL_KEY', 'Pdo\\Mysql::ATTR_SSL_KEY', '1007'],
  cert: ['PDO::MYSQL_ATTR_SSL_CERT', 'Pdo\\Mysql::ATTR_SSL_CERT', '1008'],
  ca: ['PDO::MYSQL_ATTR_SSL_CA', 'Pdo\\Mysql::ATTR_SSL_CA', '1009'],
  caPath: ['PDO::MYSQL_ATTR_SSL_CAPATH', 'Pdo\\Mysql::ATTR_SSL_CAPATH', '1010'],
  cipher: ['PDO::MYSQL_ATTR_SSL_CIPHER', 'Pdo\\Mysql::ATTR_SSL_CIPHER', '1011'],
  verify: ['PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT', 'Pdo\\Mysql::ATTR_SSL_VERIFY_SERVER_CERT', '1014'],
};

/** Who asks: names and stored passwords are bound to it. */
export interface ProfileOwner {
  readonly root: string;
  readonly environment: string;
}

/**
 * The servers that one entry of `database.connections` reaches, as Illuminate\Database\Connectors\ConnectionFactory
 * reads it: `url` over parts, `read`/`write` arrays over both, `unix_socket` over `host`, each host of a list a server.
 * Writing servers come first.
 *
 * @throws Unusable when Laravel Ops cannot know or cannot use it
 */
export function sqlProfiles(owner: ProfileOwner, connection: string, config: ArrayValue): readonly SqlProfile[] {
  const fields = applyUrl(fieldsOf(config, `database.connections.${connection}`));
  const driver = known(fields.get('driver'), 'driver');
  if (driver !== 'mysql' && driver !== 'mariadb')
    throw new Unusable(
      driver === undefined ? 'No driver is set.' : `Laravel Ops reads MySQL and MariaDB; this connection is ${driver}.`,
      originsOf(fields.get('driver')),
    );
  const base: Base = { owner, connection, driver };
  const read = splitOf(fields, 'read');
  if (read === undefined) return numbered(base, 'both', serversOf(fields));
  const write = splitOf(fields, 'write');
  if (write === undefined)
    throw new Unusable('read is set and write is not: Laravel stops with an error on this connection.');
  return [...numbered(base, 'write', write.flatMap(serversOf)), ...numbered(base, 'read', read.flatMap(serversOf))];
}

interface Base {
  readonly owner: ProfileOwner;
  readonly connection: string;
  readonly driver: 'mysql' | 'mariadb';
}

interface Server {
  readonly fields: Fields;
  readonly address: Address;
  readonly origins: readonly Origin[];
}

/** The variants of the `read` or `write` array, merged over the connection; undefined when it is not set. */
function splitOf(fields: Fields, name: 'read' | 'write'): readonly Fields[] | undefined {
  const field = fields.get(name);
  if (field === undefined || field.value.kind === 'absent') return undefined;
  if (field.value.kind === 'unknown') throw unknown(name, field.value);
  if (field.value.kind !== 'array') return undefined;
  const first = field.value.entries.get('0')?.value;
  const variants: readonly { value: Value; path: string }[] =
    first === undefined || (first.kind === 'known' && first.value === null)
      ? [field]
      : Array.from(field.value.entries, ([key, entry]) => ({ value: entry.value, path: `${field.path}.${key}` }));
  return variants.map((variant) => {
    if (variant.value.kind === 'unknown') throw unknown(name, variant.value);
    if (variant.value.kind !== 'array') throw new Unusable(`${name} is not an array of connection settings.`);
    return mergeFields(fields, fieldsOf(variant.value, variant.path));
  });
}

function serversOf(fields: Fields): readonly Server[] {
  const socket = known(fields.get('unix_socket'), 'unix_socket');
  if (socket !== undefined && socket !== '' && socket !== '0')
    return [{ fields, address: { kind: 'socket', path: socket }, origins: originsOf(fields.get('unix_socket')) }];
  const port = knownInteger(fields.get('port'), 'port') ?? 3306;
  return hostsOf(fields.get('host')).map((field) => {
    const host = known(field, 'host');
    if (host === undefined || host === '') throw new Unusable('host is empty.', originsOf(field));
    // A URL writes IPv6 hosts in brackets; sockets want them bare.
    const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
    const origins = [...originsOf(field), ...originsOf(fields.get('port'))];
    return { fields, address: { kind: 'tcp', host: bare, port }, origins };
  });
}

function hostsOf(field: Field | undefined): readonly Field[] {
  if (field === undefined || field.value.kind === 'absent') throw new Unusable('No host is set.');
  if (field.value.kind !== 'array') return [field];
  if (field.value.entries.size === 0) throw new Unusable('The list of hosts is empty.', field.value.origins);
  return Array.from(field.value.entries, ([key, entry]) => ({ value: entry.value, path: `${field.path}.${key}` }));
}

function numbered(base: Base, serves: SqlProfile['serves'], servers: readonly Server[]): readonly SqlProfile[] {
  return servers.map((server, index) => {
    const suffix =
      serves === 'read'
        ? `#read${index + 1}`
        : index === 0
          ? ''
          : `#${serves === 'write' ? 'write' : 'host'}${index + 1}`;
    return profile(base, serves, server, suffix);
  });
}

function profile(base: Base, serves: SqlProfile['serves'], server: Server, suffix: string): SqlProfile {
  const { owner, connection, driver } = base;
  const { fields, address, origins } = server;
  const user = known(fields.get('username'), 'username') ?? '';
  const database = known(fields.get('database'), 'database');
  const tls = tlsOf(fields);
  const bound = (): string =>
    storedSecretKey({
      ...owner,
      user,
      ...(address.kind === 'tcp' ? { host: address.host, port: address.port } : { host: address.path }),
    });
  return {
    id: `${owner.environment}/${connection}${suffix}`,
    connection,
    driver,
    serves,
    address,
    user,
    password: secretRef(fields.get('password'), bound),
    ...(database === undefined || database === '' ? {} : { database }),
    ...(tls === undefined ? {} : { tls }),
    charset: known(fields.get('charset'), 'charset') ?? 'utf8mb4',
    prefix: known(fields.get('prefix'), 'prefix') ?? '',
    origins,
  };
}

/** TLS as mysqlnd does it: on when any of its options is set, and then the certificate is checked unless told not to. */
function tlsOf(fields: Fields): TlsOptions | undefined {
  const options = fields.get('options');
  if (options === undefined || options.value.kind === 'absent' || options.value.kind === 'known') return undefined;
  // Connecting without TLS where the application uses it would be a guess that weakens the connection.
  if (options.value.kind === 'unknown') throw unknown('options (where TLS is set)', options.value);
  const array = fieldsOf(options.value, options.path);
  const option = (name: string): Field | undefined =>
    (tlsKeys[name] ?? []).map((key) => array.get(key)).find((field) => field !== undefined);
  const file = (name: string): string | undefined => known(option(name), `TLS option ${name}`) || undefined;
  const [ca, cert, key] = [file('ca'), file('cert'), file('key')];
  if ([ca, cert, key, file('caPath'), file('cipher')].every((value) => value === undefined)) return undefined;
  const verify = option('verify');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    verify: verify === undefined || isTrue(verify, 'TLS option verify'),
  };
}

function isTrue(field: Field, what: string): boolean {
  const text = known(field, what);
  return text !== undefined && text !== '' && text !== '0';
}
