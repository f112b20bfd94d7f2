import type { LaravelProject } from '../../laravel/project';
import { asString, type Value } from '../../laravel/value';
import { activityLog } from './activityLog';
import type { AuditTable, AuditTableKind } from './auditTable';
import { auditing } from './auditing';
import { authenticationLog } from './authenticationLog';

/** Where a package's configuration says what its table is called. */
interface Configured {
  readonly kind: (project: LaravelProject) => AuditTableKind;
  /** Configuration keys and the name when they say none. */
  readonly table: readonly string[];
  readonly byDefault: string;
  readonly connection: readonly string[];
}

const packages: readonly Configured[] = [
  {
    kind: () => authenticationLog,
    table: ['authentication-log.table_name'],
    byDefault: 'authentication_log',
    connection: ['authentication-log.db_connection'],
  },
  {
    kind: ({ config }) => auditing(asString(config.get('audit.user.morph_prefix')) ?? 'user'),
    table: ['audit.drivers.database.table'],
    byDefault: 'audits',
    connection: ['audit.drivers.database.connection'],
  },
  {
    kind: () => activityLog,
    table: ['activitylog.table_name'],
    byDefault: 'activity_log',
    connection: ['activitylog.database_connection'],
  },
];

/**
 * Tables of the packages that composer.lock installs for production, as configuration names them. A name that cannot be
 * known gives no table: another one is never read instead. Whether the table is there, only its server says.
 */
export function auditTables(project: LaravelProject): readonly AuditTable[] {
  return packages.flatMap(({ kind, table, byDefault, connection }) => {
    const made = kind(project);
    if (project.packages.get(made.package)?.dev !== false) return [];
    const name = nameOf(
      table.map((key) => project.config.get(key)),
      byDefault,
    );
    if (name === undefined) return [];
    const own = nameOf(
      connection.map((key) => project.config.get(key)),
      '',
    );
    const used = own === '' ? asString(project.config.get('database.default')) : own;
    const setting = (key: string): Value => project.config.get(`database.connections.${used ?? ''}.${key}`);
    const prefix = used === undefined ? '' : (asString(setting('prefix')) ?? '');
    const zone = used === undefined ? undefined : asString(setting('timezone'));
    return [
      {
        id: `table ${used ?? '?'}.${prefix}${name}`,
        kind: made,
        connection: used,
        table: prefix + name,
        ...(zone === undefined ? {} : { sessionZone: zone }),
      },
    ];
  });
}

/** The first that is written; `byDefault` when none is, or null is; undefined when it cannot be known. */
function nameOf(values: readonly Value[], byDefault: string): string | undefined {
  for (const value of values) {
    if (value.kind === 'absent' || (value.kind === 'known' && value.value === null)) continue;
    return asString(value);
  }
  return byDefault;
}
