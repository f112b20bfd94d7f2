import { refusedFact } from './asked';
import { attention, good, type HealthFact, secondsText, unknown } from './fact';
import type { HealthReading } from './reading';
import type { ReplicaState } from './replicas';

const id = 'replication';
const title = 'Replication';
/** A page that reads what another request wrote ten seconds ago shows it, or somebody asks why not. Seconds. */
const tooFarBehind = 10;

/** How far this server is behind its sources. */
export function replication({ replicas }: HealthReading): HealthFact {
  if ('refused' in replicas) return refusedFact(id, title, replicas.refused);
  const all = replicas.known;
  if (all.length === 0) return good(id, title, 'this server follows no other');
  const details = all.map(stateText);
  const stopped = all.filter(({ running }) => !running);
  if (stopped.length > 0)
    return attention(id, title, all.length === 1 ? 'stopped' : `${stopped.length} of ${all.length} stopped`, {
      details,
    });
  const known = all.flatMap(({ secondsBehind }) => (secondsBehind === undefined ? [] : [secondsBehind]));
  const worst = known.length === 0 ? undefined : Math.max(...known);
  if (worst !== undefined && worst >= tooFarBehind)
    return attention(id, title, `${secondsText(worst)} behind`, { details });
  if (worst === undefined || known.length < all.length)
    return unknown(id, title, 'running, lag not known', { details });
  return good(id, title, worst === 0 ? 'up to date' : `${secondsText(worst)} behind`, { details });
}

function stateText({ source, channel, secondsBehind, delay, running, error }: ReplicaState): string {
  const from = `From ${source}${channel === undefined ? '' : ` (${channel})`}`;
  if (!running) return `${from}: stopped${error === undefined ? '' : `, error ${error}`}.`;
  const lag = secondsBehind === undefined ? 'lag not known' : `${secondsText(secondsBehind)} behind`;
  return `${from}: ${lag}${delay === undefined ? '' : `, beside the ${secondsText(delay)} that it is kept behind on purpose`}.`;
}
