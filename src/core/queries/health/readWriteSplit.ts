import { formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'readWriteSplit';
const title = 'Reading from replicas';

/** `read`, `write` and `sticky` of the connection in config/database.php. */
export interface SplitConfig {
  /** Hosts to read from; undefined: the configuration has no `read`, or it could not be told. */
  readonly readHosts?: number;
  readonly sticky?: boolean;
  /** False: the configuration could not be read for certain. */
  readonly certain: boolean;
}

/** Whether reads go to replicas, and whether this server reads enough for that to matter. */
export function readWriteSplit({ status, replicas }: HealthReading, config: SplitConfig): HealthFact {
  const reads = numberOf(status, 'com_select');
  const changes = ['com_insert', 'com_update', 'com_delete', 'com_replace'].map((name) => numberOf(status, name));
  const uptime = numberOf(status, 'uptime');
  const known = changes.filter((each) => each !== undefined);
  const writes = known.length === changes.length ? known.reduce((sum, each) => sum + each, 0) : undefined;
  const details =
    reads === undefined || writes === undefined || uptime === undefined || uptime === 0
      ? []
      : [
          `${formatCount(reads)} reads and ${formatCount(writes)} changes since the server started: ${formatCount(reads / uptime)} reads a second.`,
        ];
  if (!config.certain) return unknown(id, title, 'the connection could not be read for certain', { details });
  if (config.readHosts !== undefined && config.readHosts > 0) {
    const hosts = config.readHosts === 1 ? '1 host to read from' : `${config.readHosts} hosts to read from`;
    if (config.sticky === true) return good(id, title, hosts, { details });
    return attention(id, title, `${hosts}, not sticky`, {
      details: [
        ...details,
        'A request that has just written may read the state before it, because a replica lags behind.',
      ],
      remedies: [{ title: 'Read from the writer after a write', copies: "'sticky' => true," }],
    });
  }
  const busy = reads !== undefined && uptime !== undefined && uptime >= 3600 && reads / uptime > 1_000;
  if (!busy)
    return good(id, title, 'not set up, and not needed by the counters', {
      details: [...details, 'Below about 1,000 reads a second one server is simpler and never stale.'],
    });
  return attention(id, title, 'not set up', {
    details: [
      ...details,
      replicas === undefined || replicas.length === 0
        ? 'Whether there is a replica is not known from here.'
        : 'This server is itself a replica.',
    ],
    remedies: [
      {
        title: 'Read from a replica, once there is one',
        copies:
          "'read' => ['host' => explode(',', env('DB_READ_HOSTS', env('DB_HOST')))],\n'write' => ['host' => env('DB_HOST')],\n'sticky' => true,",
      },
    ],
  });
}
