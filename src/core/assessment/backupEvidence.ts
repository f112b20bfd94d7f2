import { formatAge, formatDuration } from '../base/format';
import { relativePath } from '../base/path';
import type { Backup } from '../backups/catalog';
import type { DrillRecord } from '../backups/drill/record';
import {
  drillFreshDays,
  drillSentences,
  drillStaleDays,
  type DrillSummary,
  summariseDrills,
} from '../backups/drill/summary';
import type { VerifyReport } from '../backups/verify/report';
import { ownEnvironmentId } from '../connections/environments';
import type { Evidence, Remedy } from './area';
import { covered, gap, type Judgement, notLooked, partial, unknown } from './check';
import { isLocal } from './effective';
import type { AssessmentFacts } from './facts';

const drillNow: Remedy = { title: 'Run a restore drill', command: 'laravelOps.backups.drill' };
const verifyNow: Remedy = { title: 'Verify the newest backup', command: 'laravelOps.backups.verify' };
const drillFile = 'storage/laravel-ops/drills.jsonl';

/** The newest archive that can be opened. */
export function usable(backups: readonly Backup[]): Backup | undefined {
  return backups.find(({ error }) => error === undefined);
}

/** The drills of the environment that is judged. */
export function drillsOf({ drills, files, now }: AssessmentFacts): DrillSummary | undefined {
  if (drills === undefined) return undefined;
  const judged = files === undefined ? undefined : (files.environment ?? ownEnvironmentId);
  const environment = drills.environment ?? judged;
  const own = drills.records.filter((record) => environment === undefined || record.environment === environment);
  return summariseDrills(own, now);
}

/**
 * Whether the newest backup is known to be whole: verified to the last statement, or restored in a drill. Of a file that
 * changed since, nothing is known.
 */
export function judgeVerified(facts: AssessmentFacts): Judgement {
  const { backups, verifications, drills, files, now } = facts;
  const newest = usable(backups?.backups ?? []);
  if (newest === undefined) return notLooked('no backup was found to verify');
  const root = files?.context.root;
  const drilled = drills?.records.findLast((record) => restored(record, newest, root));
  if (drilled !== undefined)
    return covered('restored in a drill', {
      evidence: [{ fact: `${newest.fileName} was restored in a drill, ${ago(drilled.at, now)}.`, source: drillFile }],
    });
  if (verifications === undefined) return notLooked('nobody looked for verifications');
  const report = newestOf(verifications.filter((each) => isOf(each, newest, root)));
  if (report === undefined) {
    const other = newestOf(verifications.filter(({ whole }) => whole));
    const evidence: readonly Evidence[] =
      other === undefined
        ? []
        : [{ fact: `An older archive was found whole ${ago(other.at, now)}.`, source: other.path }];
    return unknown('the newest backup is not verified', { evidence, remedies: [verifyNow] });
  }
  const source = report.path;
  const found = [...report.problems, ...report.dumps.flatMap((dump) => dump.problems)];
  if (!report.whole)
    return gap('the newest backup is damaged', {
      evidence: [{ fact: `${newest.fileName} is not whole: ${found[0] ?? 'the reason was not recorded'}`, source }],
      remedies: [{ title: 'Back up now', command: 'laravelOps.backups.backUp' }],
    });
  const fact = `${newest.fileName} was verified ${ago(report.at, now)}, SHA-256 ${report.sha256.slice(0, 12)}….`;
  if (report.level === 'container')
    return partial('the archive was checked, the dump in it was not', {
      evidence: [{ fact, source }],
      remedies: [verifyNow],
    });
  const tables = report.dumps.reduce((sum, dump) => sum + dump.tables.length, 0);
  if (tables === 0)
    return gap('the newest backup holds no table', { evidence: [{ fact, source }], remedies: [verifyNow] });
  return covered(`verified, ${tables} tables`, { evidence: [{ fact, source }] });
}

/** A passed drill within 30 days; after 90 nothing is left of the proof. */
export function judgeDrills(facts: AssessmentFacts): Judgement {
  const { drills, backups, files, now } = facts;
  const summary = drillsOf(facts);
  if (drills === undefined || summary === undefined) return notLooked('nobody looked for drills');
  const { newest, daysSincePassed } = summary;
  const evidence = drillSentences(summary, now).map((fact): Evidence => ({ fact, source: drillFile }));
  const judged = { evidence, remedies: [drillNow] };
  const others = drills.records.length > 0 && newest === undefined ? ' of this environment' : '';
  if (newest === undefined) {
    // Nothing to drill with, or a machine that nobody restores on: no record here says nothing about a server.
    const proof = usable(backups?.backups ?? []) !== undefined && files !== undefined && !isLocal(files);
    return (proof ? gap : unknown)(`no drill${others} on record`, judged);
  }
  if (!drills.chain.intact)
    return partial(`the record of drills was changed at line ${drills.chain.brokenAt ?? 0}`, judged);
  if (newest.outcome === 'failed') return gap('the newest drill failed', judged);
  if (daysSincePassed === undefined || daysSincePassed > drillStaleDays)
    return gap(`no drill for ${daysSincePassed ?? 0} days`, judged);
  if (daysSincePassed > drillFreshDays) return partial(`no drill for ${daysSincePassed} days`, judged);
  return covered(`drill passed ${ago(newest.at, now)}`, { evidence });
}

/** How long a restore takes and how much is lost, as the newest passed drill measured it. */
export function judgeObjectives(facts: AssessmentFacts): Judgement {
  const summary = drillsOf(facts);
  if (summary === undefined) return notLooked('nobody looked for drills');
  const { rto, rpo, newestPassed } = summary;
  if (rto === undefined || rpo === undefined || newestPassed === undefined)
    return unknown('not measured: no drill has passed', { remedies: [drillNow] });
  return covered(`back in ${formatDuration(rto.newestMs)}, ${formatDuration(rpo.newestMs)} of data lost`, {
    evidence: [
      { fact: `A restore took ${formatDuration(rto.newestMs)} in the drill of ${newestPassed.at}.`, source: drillFile },
      { fact: `The slowest of the passed drills took ${formatDuration(rto.worstMs)}.`, source: drillFile },
      { fact: `The data that came back was ${formatDuration(rpo.newestMs)} old.`, source: drillFile },
    ],
  });
}

function restored({ outcome, backup }: DrillRecord, newest: Backup, root: string | undefined): boolean {
  return outcome === 'passed' && backup.sizeBytes === newest.sizeBytes && isSame(backup.path, newest.path, root);
}

function isOf({ path, sizeBytes, at, mtimeMs }: VerifyReport, newest: Backup, root: string | undefined): boolean {
  const modified = newest.modifiedAt.getTime();
  // File systems and dates round to milliseconds in their own ways.
  const unchanged = mtimeMs === undefined ? Date.parse(at) >= modified : Math.abs(mtimeMs - modified) < 2;
  return unchanged && sizeBytes === newest.sizeBytes && isSame(path, newest.path, root);
}

/** Records name what lies inside the application as seen from there. */
function isSame(recorded: string, path: string, root: string | undefined): boolean {
  return recorded === path || (root !== undefined && recorded === relativePath(root, path));
}

function newestOf(reports: readonly VerifyReport[]): VerifyReport | undefined {
  return reports.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
}

function ago(at: string, now: Date): string {
  const age = formatAge(new Date(at), now);
  return age === 'just now' ? age : `${age} ago`;
}
