import type { PreflightCheck } from './preflight';
import { archive, chosenTables, collations, replicationLines, sandbox, wholeDump } from './preflightArchive';
import type { PreflightInput, PreflightJudge } from './preflightFacts';
import { appKey, foreignKeys, migrations, missingObjects, missingTables, openSessions } from './preflightLive';
import { binlogTrust, definer, mayCreate, maySwitch, primaryKeys } from './preflightRights';
import {
  eventScheduler,
  freeDisk,
  freeName,
  localInfile,
  packet,
  pointInTime,
  serverVersion,
  writable,
} from './preflightServer';

/** What is looked at before a restore, in the order in which it is shown: the file, the server, the rights, the live database. */
export const preflightChecks: readonly PreflightJudge[] = [
  archive,
  wholeDump,
  chosenTables,
  sandbox,
  serverVersion,
  collations,
  replicationLines,
  packet,
  freeName,
  writable,
  freeDisk,
  mayCreate,
  maySwitch,
  definer,
  binlogTrust,
  primaryKeys,
  missingTables,
  missingObjects,
  foreignKeys,
  migrations,
  appKey,
  openSessions,
  eventScheduler,
  pointInTime,
  localInfile,
];

/** Judges everything; checks that have nothing to say about this restore are left out. */
export function judgePreflight(input: PreflightInput): readonly PreflightCheck[] {
  return preflightChecks.flatMap((check) => {
    const found = check.judge(input);
    return found === undefined ? [] : [{ id: check.id, title: check.title, ...found }];
  });
}

/**
 * Why a restore may not start: a check that failed, or a warning that nobody accepted. Empty: it may.
 *
 * @param accepted ids of warnings that the person ticked
 */
export function standingAgainst(
  checks: readonly PreflightCheck[],
  accepted: ReadonlySet<string>,
): readonly PreflightCheck[] {
  return checks.filter(({ id, outcome }) => outcome === 'fail' || (outcome === 'warn' && !accepted.has(id)));
}
