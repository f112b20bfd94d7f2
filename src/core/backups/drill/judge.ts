import { formatCount } from '../../base/format';
import type { LoadReport } from '../restore/load';
import type { VerifiedDump } from '../verify/report';
import type { DrillRecord } from './record';

/** What a restored copy is held against. What was not found out is left out, and nothing is claimed about it. */
export interface DrillExpectations {
  /** The dump as verification read it: the same archive, the same entry. */
  readonly verified?: Pick<VerifiedDump, 'tables' | 'views' | 'triggers' | 'routines' | 'events'>;
  /** Base tables of the live database with their rows, where they were counted. */
  readonly live?: readonly { readonly name: string; readonly rows?: number }[];
  /** Tables that the backup leaves out on purpose (`dump.exclude_tables`). */
  readonly excluded?: readonly string[];
  readonly migrations?: {
    /** Names in the `migrations` table of the copy, and of the live database. */
    readonly copy: readonly string[];
    readonly live?: readonly string[];
    /** Names of the files in the application's code. */
    readonly code?: readonly string[];
    /** Tables that migrations which the copy lacks create, as the code says it; undefined when that is not known. */
    readonly newTables?: readonly string[];
  };
}

export interface DrillJudgement {
  readonly outcome: 'passed' | 'failed';
  /** Every reason, for people; absent when passed. */
  readonly problem?: string;
  /** What is worth knowing and no failure. */
  readonly remarks: readonly string[];
  readonly compared?: NonNullable<DrillRecord['compared']>;
}

/**
 * Whether a restored copy proves that the backup would bring the application back. It fails when no table came back, when
 * rows differ from the dump, when something of the dump is missing, and when the live database has tables that neither an
 * exclusion nor a newer migration explains. Rows that differ from the live database are its own changes since the backup.
 */
export function judgeDrill(report: LoadReport, expected: DrillExpectations = {}): DrillJudgement {
  const problems = [
    ...emptiness(report),
    ...rowProblems(report),
    ...report.missing.map(({ kind, name, why }) => `The ${kind} ${name} was not made: ${why}`),
    ...dumpProblems(report, expected.verified),
  ];
  const remarks = [...report.remarks, ...pendingMigrations(expected)];
  const { live } = expected;
  if (live === undefined) return judgement(problems, remarks);
  const missing = missingTables(report, live, expected);
  if (missing.unexplained.length > 0)
    problems.push(
      `${tables(missing.unexplained.length)} of the live database ${are(missing.unexplained)} not in the backup: ${list(missing.unexplained)}.`,
    );
  if (missing.perhapsNewer.length > 0)
    remarks.push(
      `${tables(missing.perhapsNewer.length)} of the live database ${are(missing.perhapsNewer)} not in the backup, which is older than the newest migrations: ${list(missing.perhapsNewer)}.`,
    );
  const liveNames = new Set(live.map(({ name }) => name));
  const extra = report.tables.filter(({ name }) => !liveNames.has(name)).map(({ name }) => name);
  if (extra.length > 0)
    remarks.push(`${tables(extra.length)} of the backup ${are(extra)} not in the live database: ${list(extra)}.`);
  const rowsOf = new Map(report.tables.map(({ name, rows }) => [name, rows]));
  const different = live.filter(({ name, rows }) => {
    const copied = rowsOf.get(name);
    return rows !== undefined && copied !== undefined && copied !== rows;
  });
  return judgement(problems, remarks, {
    missingTables: missing.all,
    extraTables: extra.length,
    differentTables: different.length,
  });
}

function judgement(
  problems: readonly string[],
  remarks: readonly string[],
  compared?: DrillJudgement['compared'],
): DrillJudgement {
  const found = { remarks, ...(compared === undefined ? {} : { compared }) };
  return problems.length === 0
    ? { outcome: 'passed', ...found }
    : { outcome: 'failed', problem: problems.join(' '), ...found };
}

function emptiness({ tables: loaded }: LoadReport): string[] {
  return loaded.length === 0 ? ['No table came out of the backup.'] : [];
}

function rowProblems({ tables: loaded }: LoadReport): string[] {
  return loaded
    .filter(({ rows, dumpRows }) => rows !== dumpRows)
    .map(
      ({ name, rows, dumpRows }) =>
        `${name} has ${formatCount(rows)} rows after the restore, the dump has ${formatCount(dumpRows)}.`,
    );
}

function dumpProblems(report: LoadReport, verified: DrillExpectations['verified']): string[] {
  if (verified === undefined) return [];
  const problems: string[] = [];
  const loaded = new Map(report.tables.map(({ name, rows }) => [name, rows]));
  const missing = verified.tables.filter(({ name }) => !loaded.has(name)).map(({ name }) => name);
  if (missing.length > 0) problems.push(`${tables(missing.length)} of the dump did not come back: ${list(missing)}.`);
  for (const { name, rows } of verified.tables) {
    const restored = loaded.get(name);
    if (restored !== undefined && restored !== rows)
      problems.push(
        `${name} has ${formatCount(restored)} rows after the restore, verification counted ${formatCount(rows)}.`,
      );
  }
  const objects = [
    ['view', report.views.length, verified.views],
    ['trigger', report.triggers.length, verified.triggers],
    ['routine', report.routines.length, verified.routines],
    ['event', report.events.length, verified.events],
  ] as const;
  for (const [kind, restored, inDump] of objects) {
    // Those that the server refused are told by name.
    const refused = report.missing.filter((object) => object.kind === kind).length;
    if (restored + refused < inDump)
      problems.push(`The dump has ${inDump} ${kind}${inDump === 1 ? '' : 's'}, the restore made ${restored}.`);
  }
  return problems;
}

interface Missing {
  /** How many, explained or not; those left out on purpose do not count. */
  readonly all: number;
  readonly unexplained: readonly string[];
  /** The code is ahead of the backup, and what its migrations create is not known. */
  readonly perhapsNewer: readonly string[];
}

function missingTables(
  report: LoadReport,
  live: NonNullable<DrillExpectations['live']>,
  { excluded = [], migrations }: DrillExpectations,
): Missing {
  const loaded = new Set([...report.tables.map(({ name }) => name), ...excluded]);
  const missing = live.map(({ name }) => name).filter((name) => !loaded.has(name));
  const inCopy = new Set(migrations?.copy);
  const newer = migrations?.live?.some((name) => !inCopy.has(name)) === true;
  if (!newer) return { all: missing.length, unexplained: missing, perhapsNewer: [] };
  if (migrations?.newTables === undefined) return { all: missing.length, unexplained: [], perhapsNewer: missing };
  const made = new Set(migrations.newTables);
  const unexplained = missing.filter((name) => !made.has(name));
  return { all: missing.length, unexplained, perhapsNewer: missing.filter((name) => made.has(name)) };
}

function pendingMigrations({ migrations }: DrillExpectations): string[] {
  if (migrations?.code === undefined) return [];
  const inCopy = new Set(migrations.copy);
  const pending = migrations.code.filter((name) => !inCopy.has(name)).length;
  return pending === 0 ? [] : [`After this restore, run migrations: ${pending} of the code are not in the backup.`];
}

function tables(count: number): string {
  return count === 1 ? '1 table' : `${count} tables`;
}

function are(names: readonly string[]): string {
  return names.length === 1 ? 'is' : 'are';
}

/** Names that fit in a sentence. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
