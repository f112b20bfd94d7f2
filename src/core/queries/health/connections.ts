import { formatCount } from '../../base/format';
import type { ConnectionBudget } from './budget';
import { attention, good, type HealthFact, type HealthRemedy, numberOf, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'connections';
const title = 'Connections';
/** Above this the next busy hour may be refused. */
const nearlyAll = 0.85;

/** Connections in use against the limit, and against what the application may open at once. */
export function connections({ status, variables }: HealthReading, budget: ConnectionBudget): HealthFact {
  const limit = numberOf(variables, 'max_connections');
  const most = numberOf(status, 'max_used_connections');
  const now = numberOf(status, 'threads_connected');
  const refused = numberOf(status, 'connection_errors_max_connections') ?? 0;
  if (limit === undefined || most === undefined) return unknown(id, title, 'this server does not say it');
  const own = (budget.workers ?? 0) + (budget.web ?? 0);
  const details = [
    `${formatCount(most)} of ${formatCount(limit)} at most since the server started${now === undefined ? '' : `, ${formatCount(now)} now`}.`,
    ...(refused === 0 ? [] : [`${formatCount(refused)} connections were refused because the limit was reached.`]),
    ...(budget.workers === undefined
      ? []
      : [`The application's files start at least ${budget.workers} workers on a machine.`]),
    ...(budget.web === undefined ? [] : [`PHP may serve ${budget.web} requests at once on a machine.`]),
    ...(own === 0 ? ['How many the application may open is not in its files.'] : budget.sources),
  ];
  const text = `${formatCount(most)} of ${formatCount(limit)} used at most`;
  const short = own > limit;
  if (refused === 0 && most / limit < nearlyAll && !short) return good(id, title, text, { details });
  const remedies: readonly HealthRemedy[] = [
    { title: 'Fewer workers, or a pooler such as ProxySQL between application and server' },
    {
      title: 'Raise max_connections, where memory allows it: each may take some megabytes',
      copies: `SET GLOBAL max_connections = ${Math.ceil((Math.max(limit, own) * 1.25) / 50) * 50};`,
    },
  ];
  return attention(id, title, short ? `${formatCount(own)} may be opened, ${formatCount(limit)} are allowed` : text, {
    details,
    remedies,
  });
}
