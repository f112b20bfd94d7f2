import { formatAge, formatBytes } from '../base/format';
import type { BackupCatalog } from '../backups/catalog';
import type { AreaAssessment } from './area';

/** One and a half times a day: a daily backup that is older was missed. */
const recentMs = 36 * 3_600_000;

/**
 * What the archives on this machine say. A recent archive shows that a backup was made, not that backups are made
 * automatically, kept elsewhere or can be restored: `partial` at most. No archive here says nothing about other
 * machines: `unknown`, never a gap.
 */
export function assessAutomatedBackups(
  catalog: BackupCatalog,
  now: Date,
): Pick<AreaAssessment, 'grade' | 'summary' | 'evidence'> {
  const newest = catalog.backups.find(({ error }) => error === undefined);
  const unlisted = catalog.problems.map(({ destination, message }) => ({
    fact: `Destination ${destination.label} was not listed: ${message}`,
    source: destination.id,
  }));
  if (newest === undefined) {
    const damaged = catalog.backups.length;
    const summary = damaged === 0 ? 'no backup found on this machine' : 'no readable backup on this machine';
    return { grade: 'unknown', summary, evidence: unlisted };
  }
  const age = formatAge(newest.createdAt, now);
  const evidence = [
    {
      fact: `The newest backup is ${newest.fileName}, ${formatBytes(newest.sizeBytes)}, made ${ago(age)}.`,
      source: newest.path,
    },
    ...unlisted,
  ];
  const recent = now.getTime() - newest.createdAt.getTime() <= recentMs;
  return {
    grade: recent ? 'partial' : 'unknown',
    summary: recent ? `newest ${age}` : `newest here ${age} old`,
    evidence,
  };
}

function ago(age: string): string {
  return age === 'just now' ? age : `${age} ago`;
}
