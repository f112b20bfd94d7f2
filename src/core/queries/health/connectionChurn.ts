import { formatCount } from '../../base/format';
import type { Fix } from '../../finding';
import type { ConnectionBudget } from './budget';
import { attention, good, type HealthFact, numberOf, perSecond, rateText, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'connectionChurn';
const title = 'New connections';
/** Below this, opening them costs a server that is reached over a network next to nothing. */
const manyASecond = 50;
/** Share of max_connections that PHP may hold for good and leave room for workers, other machines and people. */
const mayHold = 0.5;

/** How PDO is set up in the connection in use; undefined: not certain. */
export interface PoolingConfig {
  /** `options[PDO::ATTR_PERSISTENT]`. */
  readonly persistent?: boolean;
  /** True when the server is reached over the network. */
  readonly remote: boolean;
  /** The edit of config/database.php that makes connections persistent, where its text is certain. */
  readonly fix?: Fix;
}

/** What people have to know before: PDO hands a connection on as the last request left it. */
const persistentCautions: readonly string[] = [
  'Each PHP process then keeps its connection open, also while it waits: the server needs room for all of them.',
  'Temporary tables, session variables, LOCK TABLES and GET_LOCK of one request are still there in the next.',
];

/**
 * Connections opened a second. PHP opens one a request; over a network with TLS each costs several round trips, which
 * persistent connections or a pooler save. Judged from counters only when the server has run for an hour.
 */
export function connectionChurn(
  { status, variables }: HealthReading,
  { persistent, remote, fix }: PoolingConfig,
  { web, workers }: ConnectionBudget,
): HealthFact {
  const opened = numberOf(status, 'connections');
  const questions = numberOf(status, 'questions');
  const limit = numberOf(variables, 'max_connections');
  const rate = perSecond(status, 'connections');
  if (opened === undefined) return unknown(id, title, 'this server does not say it');
  const held = web === undefined ? undefined : web + (workers ?? 0);
  const details = [
    `${formatCount(opened)} since the server started.`,
    ...(questions === undefined || opened === 0 ? [] : [`About ${formatCount(questions / opened)} statements each.`]),
    persistent === undefined
      ? 'Whether PDO keeps connections is not known.'
      : persistent
        ? 'PDO keeps connections open between requests (PDO::ATTR_PERSISTENT).'
        : 'PDO opens one a request.',
  ];
  if (persistent === true && held !== undefined && limit !== undefined && held > limit)
    return attention(id, title, `${formatCount(held)} may be kept open, ${formatCount(limit)} are allowed`, {
      details: [...details, ...persistentCautions],
      remedies: [{ title: 'Without PDO::ATTR_PERSISTENT, or fewer PHP processes (pm.max_children)' }],
    });
  if (rate === undefined) return unknown(id, title, 'the server has not run for an hour yet', { details });
  const text = rateText(rate);
  if (rate < manyASecond || !remote || persistent !== false) return good(id, title, text, { details });
  const fits = held !== undefined && limit !== undefined && held <= limit * mayHold;
  return attention(id, title, text, {
    details: [...details, ...(fits ? persistentCautions : [])],
    remedies: [
      ...(fits
        ? [
            {
              title: 'Keep connections between requests',
              ...(fix === undefined ? { copies: "PDO::ATTR_PERSISTENT => true,   // in 'options'" } : { fix }),
            },
          ]
        : []),
      { title: 'A pooler such as ProxySQL between application and server' },
    ],
  });
}
