import { asString, type Value } from '../../core/laravel/value';
import type { SqlClient } from '../../core/connections/sql';
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

/** What the application's files say that the server's counters are judged against. */
export function healthContextOf(used: SqlSession, catalog: Catalog | undefined): HealthContext {
  const { profile, project } = used;
  const of = (key: string) => project.config.get(`database.connections.${profile.connection}.${key}`);
  const sticky = booleanOf(of('sticky'));
  const readHosts = readHostsOf(used);
  return {
    ...(catalog === undefined ? {} : { catalog }),
    budget: budgetOf(used),
    pooling: {
      remote: profile.address.kind !== 'socket' && !isLoopback(profile.address.host),
      ...persistence(of('options')),
    },
    split: {
      certain: of('read').kind !== 'unknown',
      ...(readHosts === 0 ? {} : { readHosts }),
      ...(sticky === undefined ? {} : { sticky }),
    },
  };
}

/** PDO::ATTR_PERSISTENT is 12 in every PHP; options that cannot be evaluated are not known. */
function persistence(options: Value): { readonly persistent?: boolean } {
  if (options.kind === 'absent') return { persistent: false };
  if (options.kind !== 'array') return {};
  const kept = options.entries.get('12');
  if (kept === undefined) return { persistent: false };
  const persistent = booleanOf(kept.value);
  return persistent === undefined ? {} : { persistent };
}

function booleanOf(value: Value): boolean | undefined {
  return value.kind === 'known' && typeof value.value === 'boolean' ? value.value : undefined;
}

/** True for this machine's own address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Workers that Horizon's configuration of this environment may start. */
function budgetOf({ project, environment }: SqlSession): HealthContext['budget'] {
  const role = environment.role === 'unknown' ? 'production' : environment.role;
  const supervisors = project.config.get(`horizon.environments.${role}`);
  if (supervisors.kind !== 'array') return { sources: [] };
  let workers = 0;
  for (const name of supervisors.entries.keys()) {
    const most = project.config.get(`horizon.environments.${role}.${name}.maxProcesses`);
    if (most.kind !== 'known' || typeof most.value !== 'number') return { sources: [] };
    workers += most.value;
  }
  return workers === 0
    ? { sources: [] }
    : { workers, sources: ['config/horizon.php, maxProcesses of its supervisors.'] };
}
