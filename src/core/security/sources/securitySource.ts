import type { LaravelProject } from '../../laravel/project';
import { asString } from '../../laravel/value';
import type { LogPath } from '../logPath';
import { logSources, type LogSource } from '../sources';
import type { AuditTable } from '../tables/auditTable';
import { auditTables } from '../tables/auditTables';
import { type ExtraLog, type PlacedLog, placeLog } from './extraLog';

interface Shared {
  /** Unique in the project; what `SecurityEvent.source` names. */
  readonly id: string;
  /** For people, short: "security", "nginx", "audits". */
  readonly title: string;
  /** For people: "one file a day, storage/logs/security-YYYY-MM-DD.log". */
  readonly what: string;
  /** What moments without an offset are in: the application's `app.timezone`; absent where it is not known. */
  readonly zone?: string;
}

/** A channel of config/logging.php that writes to a file that can be known. */
export interface ChannelSource extends Shared {
  readonly kind: 'channel';
  readonly log: LogSource;
  readonly path: LogPath;
  /** True when records that name no channel come here: the default channel, or what its stacks hand on to. */
  readonly effective: boolean;
}

/** A log that a setting names. */
export interface FileSource extends Shared {
  readonly kind: 'file';
  readonly log: PlacedLog;
  /** Absent when its name stands for several files (`logsOfPattern`). */
  readonly path?: LogPath;
}

/** A table of an auditing package. */
export interface TableSource extends Shared {
  readonly kind: 'table';
  readonly table: AuditTable;
}

/** Where security events are read from. */
export type SecuritySource = ChannelSource | FileSource | TableSource;

/**
 * Everything that may hold security events: channels that write to files, in the order of `logSources`; logs of the
 * setting; tables of packages. Whether a file or table is there is somebody else's question.
 */
export function securitySources(project: LaravelProject, extra: readonly ExtraLog[] = []): readonly SecuritySource[] {
  const zone = asString(project.config.get('app.timezone'));
  const zoned = zone === undefined ? {} : { zone };
  const logs = logSources(project);
  const reached = reachedFrom(logs);
  const channels = logs.flatMap((log): readonly ChannelSource[] => {
    if (log.path === undefined) return [];
    const effective = [log.channel, ...log.also].some((name) => reached.has(name));
    const { channel, what, path } = log;
    return [{ kind: 'channel', id: `channel ${channel}`, title: channel, what, log, path, effective, ...zoned }];
  });
  const files = new Map<string, FileSource>();
  for (const log of extra.flatMap((each) => placeLog(each, project.root) ?? [])) {
    const { id, title, what, path, format } = log;
    // PHP-FPM writes the server's local time, which may be another than the application's.
    const known = format === 'line' || format === 'json' || format === 'auto' ? zoned : {};
    files.set(id, { kind: 'file', id, title, what, log, ...(path === undefined ? {} : { path }), ...known });
  }
  const tables = auditTables(project).map(
    (table): TableSource => ({
      kind: 'table',
      id: table.id,
      title: table.table,
      what: `table ${table.table} of ${table.kind.package}`,
      table,
      ...zoned,
    }),
  );
  return [...channels, ...files.values(), ...tables];
}

/** The default channel and, through stacks, what it hands records to. */
function reachedFrom(logs: readonly LogSource[]): ReadonlySet<string> {
  const reached = new Set(logs.flatMap(({ isDefault, channel, also }) => (isDefault ? [channel, ...also] : [])));
  // A set grows while it is walked: members of members are reached too, each once.
  for (const name of reached) for (const member of membersOf(logs, name)) reached.add(member);
  return reached;
}

function membersOf(logs: readonly LogSource[], name: string): readonly string[] {
  return logs.find(({ channel }) => channel === name)?.members ?? [];
}
