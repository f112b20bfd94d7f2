import { formatCount } from '../../base/format';
import type { Fix } from '../../finding';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
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
  /** The edit of config/database.php that makes it sticky, where its text is certain. */
  readonly fix?: Fix;
}

/**
 * One server answers many thousand simple reads a second; from a thousand on, all day long, a second one is worth looking at.
 */
const manyReads = 1_000;
/** A replica takes no writes off its source, and repeats each of them itself. */
const mostlyReads = 0.8;

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
          `${formatCount(reads)} reads and ${formatCount(writes)} changes since the server started: ${rateText(reads / uptime)} are reads.`,
        ];
  if (!config.certain) return unknown(id, title, 'the connection could not be read for certain', { details });
  if (config.readHosts !== undefined && config.readHosts > 0) {
    const hosts = config.readHosts === 1 ? '1 host to read from' : `${config.readHosts} hosts to read from`;
    if (config.sticky === undefined) return unknown(id, title, `${hosts}, sticky or not is not certain`, { details });
    if (config.sticky) return good(id, title, hosts, { details });
    return attention(id, title, `${hosts}, not sticky`, {
      details: [
        ...details,
        'A request that has just written may read the state before it, because a replica lags behind.',
      ],
      remedies: [
        {
          title: 'Read from the writer after a write',
          ...(config.fix === undefined ? { copies: "'sticky' => true," } : { fix: config.fix }),
        },
      ],
    });
  }
  const rate = perSecond(status, 'com_select');
  if (rate === undefined || writes === undefined || reads === undefined)
    return unknown(id, title, 'not set up; too little was counted to say whether it is needed', { details });
  const busy = rate >= manyReads && reads / (reads + writes) >= mostlyReads;
  if (!busy)
    return good(id, title, 'not set up, and not needed by the counters', {
      details: [
        ...details,
        `Below about ${formatCount(manyReads)} reads a second one server is simpler and never stale.`,
      ],
    });
  const isReplica = 'known' in replicas && replicas.known.length > 0;
  return attention(id, title, 'not set up', {
    details: [
      ...details,
      isReplica ? 'This server is itself a replica.' : 'Whether there is a replica is not known from here.',
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
