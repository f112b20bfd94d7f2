import type { DeploymentFiles } from '../../core/code/deployment';
import { asBoolean, asString, at, type Value } from '../../core/laravel/value';
import { poolingFix, splitFix } from '../../core/lint/connectionFixes';
import type { RuleContext } from '../../core/lint/rule';
import { hostsOf } from '../../core/lint/rules/loadBalancing/readWrite';
import type { SqlClient } from '../../core/connections/sql';
import { connectionBudget } from '../../core/queries/health/budget';
import type { HealthContext } from '../../core/queries/health/judge';
import type { Catalog } from '../../core/queries/catalog/table';
import { readCatalog } from '../../core/queries/catalog/readCatalog';
import { readIndexSizes } from '../../core/queries/indexes/indexSizes';
import { readIndexUsage } from '../../core/queries/indexes/indexUsage';
import { type UnneededIndex, unneededIndexes } from '../../core/queries/indexes/unneeded';
import type { SqlSession } from '../app';
import type { KnownQueries, ReadAt } from './queryState';

/** Milliseconds for which tables, indexes and health are told again; "Refresh" reads them at once. */
const keptMs = 5 * 60_000;

/** What was read, while it is fresh enough. */
export function fresh<T>(read: ReadAt<T> | undefined, keptFor = keptMs): T | undefined {
  return read !== undefined && Date.now() - read.at.getTime() < keptFor ? read.value : undefined;
}

/** Tables and indexes of the application's schema; asked from the server at most every five minutes. */
export async function catalogOf(
  known: KnownQueries,
  client: SqlClient,
  schema: string,
  signal: AbortSignal,
): Promise<Catalog> {
  const before = fresh(known.catalog);
  if (before !== undefined) return before;
  const value = await readCatalog(client, schema, signal);
  known.catalog = { at: new Date(), value };
  return value;
}

/** Indexes that another one serves for, or that were not read; at most every five minutes. */
export async function unneededOf(
  known: KnownQueries,
  client: SqlClient,
  schema: string,
  used: SqlSession,
  signal: AbortSignal,
): Promise<readonly UnneededIndex[]> {
  const before = fresh(known.unneeded);
  if (before !== undefined) return before;
  const catalog = await catalogOf(known, client, schema, signal);
  const usage = await readIndexUsage(client, schema, signal);
  const sizes = await readIndexSizes(client, schema, signal);
  const value = unneededIndexes(catalog, {
    usage,
    ...(sizes === undefined ? {} : { sizes }),
    replicas: readHostsOf(used) > 0,
  });
  known.unneeded = { at: new Date(), value };
  return value;
}

/** Hosts of `read` of the connection in use; 0 where there is none, or where it cannot be told. */
function readHostsOf({ profile, project }: SqlSession): number {
  const host = project.config.get(`database.connections.${profile.connection}.read.host`);
  if (host.kind === 'array') return host.entries.size;
  return asString(host) === undefined ? 0 : 1;
}

/**
 * What the application's files say that the server's counters are judged against.
 *
 * @param files texts and deployment files of the application, where they were read: without them no file is edited, and workers
 *   are those of Horizon alone
 */
export function healthContextOf(
  used: SqlSession,
  catalog: Catalog | undefined,
  files?: Pick<RuleContext, 'deployment' | 'textOf'>,
): HealthContext {
  const { profile, project } = used;
  const { connection } = profile;
  const of = (key: string) => project.config.get(`database.connections.${connection}.${key}`);
  const split = files === undefined ? undefined : splitFix(files, project, connection);
  const pooling = files === undefined ? undefined : poolingFix(files, project, connection);
  return {
    ...(catalog === undefined ? {} : { catalog }),
    budget: budgetOf(used, files?.deployment ?? new Map()),
    pooling: {
      remote: profile.address.kind !== 'socket' && !isLoopback(profile.address.host),
      ...persistence(of('options')),
      ...(pooling === undefined ? {} : { fix: pooling }),
    },
    split: {
      ...splitOf(project.config.get(`database.connections.${connection}`)),
      ...(split === undefined ? {} : { fix: split }),
    },
  };
}

/** Hosts to read from that nothing is written to: with the same one for both, sticky or not is the same. */
function splitOf(connection: Value): HealthContext['split'] {
  if (connection.kind !== 'array') return { certain: false };
  const read = at(connection, 'read');
  if (read.kind === 'absent' || (read.kind === 'known' && read.value === null)) return { certain: true };
  const readers = hostsOf(connection, 'read');
  const writers = hostsOf(connection, 'write');
  if (readers === undefined || writers === undefined) return { certain: false };
  const written = at(connection, 'sticky');
  // Laravel takes a connection that says nothing as not sticky.
  const sticky = written.kind === 'absent' ? false : asBoolean(written);
  return {
    certain: true,
    readHosts: [...readers.hosts].filter((host) => !writers.hosts.has(host)).length,
    ...(sticky === undefined ? {} : { sticky }),
  };
}

/** The evaluator leaves constants of PDO as names; the number is 12 in every PHP. Options that cannot be evaluated are not known. */
function persistence(options: Value): { readonly persistent?: boolean } {
  if (options.kind === 'absent') return { persistent: false };
  if (options.kind !== 'array') return {};
  const kept = options.entries.get('PDO::ATTR_PERSISTENT') ?? options.entries.get('12');
  if (kept === undefined) return { persistent: false };
  const persistent = asBoolean(kept.value);
  return persistent === undefined ? {} : { persistent };
}

/** True for this machine's own address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Connections that the application may open on one machine, by its files. Horizon looks itself up by `horizon.env` or `app.env`. */
function budgetOf({ project, environment }: SqlSession, deployment: DeploymentFiles): HealthContext['budget'] {
  const named = asString(project.config.get('horizon.env')) ?? asString(project.config.get('app.env'));
  const role = environment.role === 'unknown' ? 'production' : environment.role;
  return connectionBudget(project, deployment, named ?? role);
}
