import type { Environment, Role } from './environment';
import type { Address, SqlProfile, TlsOptions } from './profile';
import { storedSecretKey } from './secrets';
import { suspicions } from './suspicion';
import type { ResolveContext } from './resolve';

/** Id of the environment that an app's own `.env` describes. */
export const ownEnvironmentId = 'env';

/** An entry of the setting `laravelOps.environments`. It never holds a password. */
export interface ConfiguredEnvironment {
  readonly id: string;
  readonly name: string;
  readonly role?: Role;
  /** Path of an environment file, relative to the application. Wins over host and socket. */
  readonly envFile?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
  readonly database?: string;
  readonly user?: string;
  readonly tls?: TlsOptions;
  /** The platform makes the backups of this environment. */
  readonly managedBackups?: boolean;
  /** The platform supplies variables of this environment that are not in its file. */
  readonly managedSecrets?: boolean;
}

/** What is wrong with an entry of the setting, for people. */
export interface EnvironmentProblem {
  /** Index in the setting's array; undefined when the setting as a whole is wrong. */
  readonly index?: number;
  readonly message: string;
}

const texts = ['envFile', 'host', 'socket', 'database', 'user'];
const flags = ['managedBackups', 'managedSecrets'];
const keys = ['id', 'name', 'role', ...texts, 'port', 'tls', 'ssl', ...flags];

/** Reads the setting, whatever somebody wrote there. An entry with a problem is left out whole. */
export function parseEnvironments(json: unknown): {
  readonly environments: readonly ConfiguredEnvironment[];
  readonly problems: readonly EnvironmentProblem[];
} {
  if (json === undefined || json === null) return { environments: [], problems: [] };
  if (!Array.isArray(json)) return { environments: [], problems: [{ message: 'The setting has to be a list.' }] };
  const environments: ConfiguredEnvironment[] = [];
  const problems: EnvironmentProblem[] = [];
  for (const [index, entry] of json.entries()) {
    const result = parseEnvironment(entry);
    if (typeof result === 'string') problems.push({ index, message: result });
    else if (environments.some(({ id }) => id === result.id))
      problems.push({ index, message: `The id "${result.id}" is used twice.` });
    else environments.push(result);
  }
  return { environments, problems };
}

function parseEnvironment(entry: unknown): ConfiguredEnvironment | string {
  if (!isRecord(entry)) return 'An environment has to be an object.';
  // Looked for before anything else, so that no other mistake hides it.
  const secret = Object.keys(entry).find(
    (key) => /pass(word|wd|phrase)?$|secret|token/i.test(key) && !flags.includes(key),
  );
  if (secret !== undefined)
    return `"${secret}" does not belong in settings, which are shared and synchronised: move it to Secret Storage.`;
  const strange = Object.keys(entry).find((key) => !keys.includes(key));
  if (strange !== undefined) return `"${strange}" is not known here.`;
  const { id, role, port } = entry;
  if (typeof id !== 'string' || !/^[\w.-]+$/.test(id))
    return 'An environment needs an id of letters, digits, ".", "_" and "-".';
  if (role !== undefined && role !== 'local' && role !== 'staging' && role !== 'production')
    return 'role has to be "local", "staging" or "production".';
  if (port !== undefined && (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535))
    return 'port has to be a number from 1 to 65535.';
  for (const key of ['name', ...texts])
    if (entry[key] !== undefined && (typeof entry[key] !== 'string' || entry[key] === ''))
      return `${key} has to be text.`;
  for (const key of flags)
    if (entry[key] !== undefined && typeof entry[key] !== 'boolean') return `${key} has to be true or false.`;
  const tls = parseTls(entry['tls'] ?? entry['ssl']);
  if (typeof tls === 'string') return tls;
  const text = (key: string): string | undefined => (typeof entry[key] === 'string' ? entry[key] : undefined);
  if (text('envFile') === undefined && text('host') === undefined && text('socket') === undefined)
    return 'An environment needs an envFile, a host or a socket.';
  const optional = Object.fromEntries(
    texts.flatMap((key) => {
      const value = text(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return {
    id,
    name: text('name') ?? id,
    ...(role === undefined ? {} : { role }),
    ...optional,
    ...(port === undefined ? {} : { port }),
    ...(tls === undefined ? {} : { tls }),
    ...Object.fromEntries(flags.flatMap((key) => (entry[key] === true ? [[key, true]] : []))),
  };
}

function parseTls(value: unknown): TlsOptions | undefined | string {
  if (value === undefined || value === false) return undefined;
  if (value === true) return { verify: true };
  if (!isRecord(value)) return 'tls has to be true, false or an object with ca, cert, key and verify.';
  const { ca, cert, key, verify = true } = value;
  if ([ca, cert, key].some((file) => file !== undefined && typeof file !== 'string') || typeof verify !== 'boolean')
    return 'ca, cert and key of tls have to be paths, verify true or false.';
  return {
    ...(typeof ca === 'string' ? { ca } : {}),
    ...(typeof cert === 'string' ? { cert } : {}),
    ...(typeof key === 'string' ? { key } : {}),
    verify,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The environment that settings describe by host or socket; undefined for one that names an environment file (that is
 * read as a project and goes through `resolveEnvironment`). Its password is a stored one, bound to host, port and user.
 */
export function configuredEnvironment(
  root: string,
  settings: ConfiguredEnvironment,
  context: ResolveContext,
): Environment | undefined {
  if (settings.envFile !== undefined) return undefined;
  const address: Address | undefined =
    settings.socket !== undefined
      ? { kind: 'socket', path: settings.socket }
      : settings.host !== undefined
        ? { kind: 'tcp', host: settings.host, port: settings.port ?? 3306 }
        : undefined;
  if (address === undefined) return undefined;
  const user = settings.user ?? '';
  const where = address.kind === 'tcp' ? { host: address.host, port: address.port } : { host: address.path };
  const profile: SqlProfile = {
    id: `${settings.id}/mysql`,
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address,
    user,
    password: { kind: 'stored', key: storedSecretKey({ root, environment: settings.id, user, ...where }) },
    ...(settings.database === undefined ? {} : { database: settings.database }),
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    charset: 'utf8mb4',
    prefix: '',
    origins: [],
  };
  return {
    id: settings.id,
    name: settings.name,
    role: settings.role ?? 'unknown',
    suspicions: suspicions({
      ...context,
      root,
      hosts: address.kind === 'tcp' ? [address.host] : [],
      databases: settings.database === undefined ? [] : [settings.database],
      users: [user],
    }),
    sql: [profile],
    redis: [],
    unusable: [],
    defaultConnection: 'mysql',
  };
}
