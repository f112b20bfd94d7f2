import { formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'connectionChurn';
const title = 'New connections';

/** How PDO is set up in the connection in use; undefined: not certain. */
export interface PoolingConfig {
  /** `options[PDO::ATTR_PERSISTENT]`. */
  readonly persistent?: boolean;
  /** True when the server is reached over the network. */
  readonly remote: boolean;
}

/**
 * Connections opened a second. PHP opens one a request; over a network with TLS each costs several round trips, which
 * persistent connections or a pooler save. Judged from counters only when the server has run for an hour.
 */
export function connectionChurn({ status }: HealthReading, { persistent, remote }: PoolingConfig): HealthFact {
  const opened = numberOf(status, 'connections');
  const uptime = numberOf(status, 'uptime');
  const questions = numberOf(status, 'questions');
  if (opened === undefined || uptime === undefined) return unknown(id, title, 'this login may not see it');
  if (uptime < 3600) return unknown(id, title, 'the server has not run for an hour yet');
  const rate = opened / uptime;
  const each = questions === undefined || opened === 0 ? undefined : questions / opened;
  const text = `${rate < 10 ? rate.toFixed(1) : formatCount(rate)} a second`;
  const details = [
    `${formatCount(opened)} since the server started (SHOW GLOBAL STATUS).`,
    ...(each === undefined ? [] : [`About ${formatCount(each)} statements each.`]),
    persistent === undefined
      ? 'Whether PDO keeps connections is not known.'
      : persistent
        ? 'PDO keeps connections open between requests (PDO::ATTR_PERSISTENT).'
        : 'PDO opens one a request.',
  ];
  if (rate < 50 || !remote || persistent === true) return good(id, title, text, { details });
  return attention(id, title, text, {
    details,
    remedies: [
      {
        title: 'Keep connections between requests',
        copies: "'options' => extension_loaded('pdo_mysql') ? array_filter([PDO::ATTR_PERSISTENT => true]) : [],",
      },
      { title: 'Or a pooler such as ProxySQL between application and server' },
    ],
  });
}
