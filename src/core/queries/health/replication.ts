import { formatDuration } from '../../base/format';
import { attention, good, type HealthFact, unknown } from './fact';
import type { HealthReading } from './reading';

const id = 'replication';
const title = 'Replication';

/** How far this server is behind its source. */
export function replication({ replicas }: HealthReading): HealthFact {
  if (replicas === undefined)
    return unknown(id, title, 'this login may not see it', {
      details: ['It needs REPLICATION CLIENT (MySQL) or REPLICA MONITOR (MariaDB 10.5 and later).'],
    });
  if (replicas.length === 0) return good(id, title, 'this server follows no other');
  const stopped = replicas.filter(({ running }) => !running);
  const details = replicas.map(({ source, secondsBehind, running, error }) =>
    running
      ? `From ${source}: ${secondsBehind === undefined ? 'lag not known' : `${formatDuration(secondsBehind * 1000)} behind`}.`
      : `From ${source}: stopped${error === undefined ? '' : `. ${error}`}`,
  );
  if (stopped.length > 0) return attention(id, title, 'stopped', { details });
  const worst = Math.max(...replicas.map(({ secondsBehind }) => secondsBehind ?? -1));
  if (worst < 0) return unknown(id, title, 'running, lag not known', { details });
  const text = `${formatDuration(worst * 1000)} behind`;
  return worst < 10 ? good(id, title, text, { details }) : attention(id, title, text, { details });
}
