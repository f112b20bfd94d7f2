import { formatCount } from '../../base/format';
import { attention, good, type HealthFact, numberOf, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'connections';
const title = 'Connections';

/** What the application itself may open, as far as its files say it. */
export interface ConnectionBudget {
  /** Workers of queues, by supervisor or Horizon; undefined: not in the files. */
  readonly workers?: number;
  /** PHP-FPM's pm.max_children or a container's count; undefined: not in the files. */
  readonly web?: number;
  /** Where it is written. */
  readonly sources: readonly string[];
}

/** Connections in use against the limit, and against what the application may open at once. */
export function connections({ status, variables }: HealthReading, budget: ConnectionBudget): HealthFact {
  const limit = numberOf(variables, 'max_connections');
  const most = numberOf(status, 'max_used_connections');
  const now = numberOf(status, 'threads_connected');
  const refused = numberOf(status, 'connection_errors_max_connections') ?? 0;
  if (limit === undefined || most === undefined) return unknown(id, title, 'this login may not see it');
  const own = (budget.workers ?? 0) + (budget.web ?? 0);
  const details = [
    `${most} of ${limit} at most since the server started${now === undefined ? '' : `, ${now} now`}.`,
    ...(refused === 0 ? [] : [`${formatCount(refused)} connections were refused because the limit was reached.`]),
    ...(budget.workers === undefined ? [] : [`The application's files start ${budget.workers} workers.`]),
    ...(budget.web === undefined ? [] : [`PHP may serve ${budget.web} requests at once.`]),
    ...(own === 0 ? ['How many the application may open is not in its files.'] : budget.sources),
  ];
  const text = `${most} of ${limit} used at most`;
  const short = own > limit;
  if (refused === 0 && most / limit < 0.85 && !short) return good(id, title, text, { details });
  return attention(id, title, short ? `${own} may be opened, ${limit} are allowed` : text, {
    details,
    remedies: [
      { title: 'Fewer workers, or a pooler such as ProxySQL between application and server' },
      {
        title: 'Raise max_connections, where memory allows it',
        copies: `SET GLOBAL max_connections = ${Math.max(limit * 2, own)};`,
      },
    ],
  });
}
