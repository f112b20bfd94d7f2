import { asString } from '../../core/laravel/value';
import type { PackageTables } from '../../core/queries/sources/packageTables';
import type { ReadTelescopeOptions } from '../../core/queries/sources/telescope';
import type { SqlSession } from '../app';

/** Where tables of Pulse and Telescope would be; undefined without a database. */
export function packageTables({ profile }: SqlSession): PackageTables | undefined {
  return profile.database === undefined ? undefined : { schema: profile.database, prefix: profile.prefix };
}

/**
 * What Telescope's table is read with. It writes the name of a connection, not its schema: that of the connection in use is known.
 *
 * @param root absolute path of the application
 */
export function telescopeOptions(used: SqlSession, root: string): Omit<ReadTelescopeOptions, 'limit' | 'signal'> {
  const { connection, database } = used.profile;
  return {
    tables: packageTables(used) ?? { schema: '', prefix: '' },
    root,
    ...timeZoneOf(used),
    ...(database === undefined ? {} : { schemas: new Map([[connection, database]]) }),
  };
}

/** The zone that the application writes its times in, where it is one that this machine knows; Laravel's own default is UTC. */
export function timeZoneOf({ project }: SqlSession): { readonly timeZone?: string } {
  const zone = asString(project.config.get('app.timezone'));
  if (zone === undefined) return {};
  try {
    return { timeZone: new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone };
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}
