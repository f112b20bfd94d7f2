import type { Finding } from './finding';
import { createIncidents } from './incident';
import { formatBytes } from '../../base/format';
import { named } from './words';

/** What whoever follows a file saw: it is the same file, and shorter. */
export interface Truncation {
  readonly source: string;
  /** Bytes before and after. */
  readonly before: number;
  readonly after: number;
  /** Milliseconds since 1970 at which it was seen. */
  readonly time: number;
}

/**
 * A log that lost its end or all of it without being rotated (MITRE ATT&CK T1070.002). Emptying a log by hand is common while
 * developing, and so is logrotate's copytruncate, so this is a notice, and a warning when only a part is gone: nobody's habit.
 */
export function logTruncated({ source, before, after, time }: Truncation): Finding {
  const emptied = after === 0;
  const incidents = createIncidents('logTruncated', 0, () => ({
    severity: emptied ? 'notice' : 'warning',
    title: emptied ? `${named(source)} was emptied` : `${named(source)} became shorter`,
    summary: `${formatBytes(before)} before, ${formatBytes(after)} now, and the file was not rotated`,
    why: 'The file is the same and shorter than what was read of it.',
    filter: '',
    advice: emptied
      ? 'If nobody emptied it, and no logrotate with copytruncate did: somebody removed what it said.'
      : 'Somebody removed entries. Compare with a copy of this log kept elsewhere.',
  }));
  return incidents.begin(source, [{ time, source, position: after }]);
}
