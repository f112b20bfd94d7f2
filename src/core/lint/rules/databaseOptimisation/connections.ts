import type { Location } from '../../../finding';
import type { LaravelProject } from '../../../laravel/project';
import { asString, type KnownValue, type Origin } from '../../../laravel/value';
import type { EvaluatedEnvironment, RuleContext } from '../../rule';
import { literalOrigin, locationOf, type WrittenValue, writtenValue } from '../../written';

/** A connection of config/database.php by its path: "database.connections.mysql". */
export interface NamedConnection {
  readonly name: string;
  readonly path: string;
  /** Laravel's name of the driver. */
  readonly driver: string;
}

/** The default connection where its name and driver are certain. */
export function defaultConnectionOf({ config }: LaravelProject): NamedConnection | undefined {
  const name = asString(config.get('database.default'));
  return name === undefined ? undefined : connectionOf(config, name);
}

export function connectionOf(config: LaravelProject['config'], name: string): NamedConnection | undefined {
  const path = `database.connections.${name}`;
  const driver = asString(config.get(`${path}.driver`));
  return driver === undefined ? undefined : { name, path, driver };
}

/** MySQL and what speaks like it. */
export function isMysql({ driver }: Pick<NamedConnection, 'driver'>): boolean {
  return driver === 'mysql' || driver === 'mariadb';
}

/** Name of a table on the server: migrations write it without the connection's prefix. Undefined: not certain. */
export function serverName(project: LaravelProject, connection: string, table: string): string | undefined {
  const prefix = project.config.get(`database.connections.${connection}.prefix`);
  if (prefix.kind === 'absent') return table;
  if (prefix.kind !== 'known') return undefined;
  return (asString(prefix) ?? '') + table;
}

/** The application with each environment file that counts; with its own surroundings alone when there is none. */
export function evaluations(
  context: RuleContext,
): readonly { project: LaravelProject; environment?: EvaluatedEnvironment }[] {
  const { environments, project } = context;
  return environments.length === 0
    ? [{ project }]
    : environments.map((environment) => ({ project: environment.project, environment }));
}

/** A value that is written in an environment file or as a literal: see `writtenValue`; without an environment the literal alone. */
export function writtenIn(
  { project, environment }: { project: LaravelProject; environment?: EvaluatedEnvironment },
  path: string,
): WrittenValue | undefined {
  if (environment !== undefined) return writtenValue(environment, path);
  const value = project.config.get(path);
  return value.kind === 'known' ? literal(value) : undefined;
}

function literal(value: KnownValue): WrittenValue | undefined {
  const origin: Origin | undefined = literalOrigin(value);
  const location: Location | undefined = origin === undefined ? undefined : locationOf(origin);
  return origin === undefined || location === undefined ? undefined : { value, origin, location };
}

/** True for hosts that are certainly not this machine and not a container beside the application. */
export function isRemoteHost(host: string): boolean {
  const name = host.trim().toLowerCase();
  if (name === '' || name.startsWith('/') || name === 'localhost' || name.endsWith('.localhost')) return false;
  if (name.startsWith('127.') || name === '::1' || name === '[::1]' || name === '0.0.0.0') return false;
  if (/^host\.docker\.internal$|\.(?:local|internal|test|svc)$|\.svc\./.test(name)) return false;
  return name.includes('.') || name.includes(':');
}
