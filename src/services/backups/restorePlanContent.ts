import { formatAgo, formatBytes, formatCount, formatDuration } from '../../core/base/format';
import { clockTimeWithSeconds, momentText } from '../../core/base/clock';
import { baseName } from '../../core/base/path';
import type { Rewriting } from '../../core/backups/dump/rewriting';
import { restorableDumps } from '../../core/backups/restorable';
import { standingAgainst } from '../../core/backups/restore/preflightChecks';
import type { PreflightCheck } from '../../core/backups/restore/preflight';
import type { Fact } from '../../protocol/views/common';
import type {
  ApplicationOption,
  PlannedStep,
  RestoreAction,
  RestorePlanContent,
} from '../../protocol/views/restorePlan';
import type { App } from '../app';
import type { PlanState } from './restorePlanState';
import { judgeFacts, shownPath } from './restorePlanFacts';

/** The page of a plan; undefined until its facts were read. */
export function contentOf(app: App, state: PlanState): RestorePlanContent | undefined {
  const { facts, restorable, entry, tables, password, accepted, phase, timeline, comparison, problem } = state;
  if (facts === undefined) return undefined;
  const passwordKnown = password !== undefined || facts.configuredPassword;
  const checks =
    restorable === undefined || phase !== 'plan'
      ? (state.checks ?? [])
      : judgeFacts(facts, restorable, { entry, passwordKnown, ...(tables === undefined ? {} : { tables }) });
  const dump = facts.report?.dumps.find((each) => each.entry === entry);
  const database = state.database ?? facts.database;
  const encrypted = restorable?.backup.contents?.encrypted === true;
  return {
    banner: facts.banner,
    phase,
    source: sourceFacts(app, state),
    dumps:
      restorable === undefined
        ? []
        : restorableDumps(restorable.backup).map((each) => ({
            entry: each.entry,
            title: each.database ?? baseName(each.entry),
            chosen: each.entry === entry,
          })),
    password: !encrypted ? 'notNeeded' : passwordKnown ? 'have' : 'needed',
    target: { database, server: facts.server, live: facts.live },
    tables: (dump?.tables ?? []).map(({ name, rows }) => ({
      name,
      rows,
      chosen: tables === undefined || tables.includes(name),
    })),
    preflight: checks.map((check) => ({ ...check, accepted: accepted.has(check.id) })),
    checkedAt: clockTimeWithSeconds(facts.at),
    steps: plannedSteps(state, database),
    rewritings: rewritingsOf(state).map(({ why, count, original, written }) => ({
      why,
      count,
      original,
      ...(written === undefined ? {} : { written }),
    })),
    application: applicationOptions(state),
    timeline,
    ...(comparison === undefined ? {} : { comparison }),
    ...(problem === undefined ? {} : { problem }),
    can: actionsOf(state, checks, encrypted && !passwordKnown),
  };
}

/** What was written differently, or what will be as far as it was worked out for this very server. */
export function rewritingsOf({ rewritings, facts, entry }: PlanState): readonly Rewriting[] {
  if (rewritings !== undefined) return rewritings;
  if (facts?.fitted !== true) return [];
  return facts.report?.dumps.find((dump) => dump.entry === entry)?.rewritings ?? [];
}

function sourceFacts(app: App, { restorable, facts }: PlanState): readonly Fact[] {
  if (restorable === undefined) return [{ label: 'File', value: 'is not there any more' }];
  const { backup } = restorable;
  const now = new Date();
  const report = facts?.report;
  return [
    { label: 'File', value: shownPath(app, backup.path) },
    { label: 'Made', value: `${momentText(backup.createdAt, now)}, ${formatAgo(backup.createdAt, now)}` },
    { label: 'Size', value: formatBytes(backup.sizeBytes) },
    ...(report === undefined
      ? [{ label: 'Verified', value: 'not verified', tone: 'warning' as const }]
      : [
          {
            label: 'Verified',
            value: `${report.whole ? 'whole' : 'NOT whole'}, ${momentText(new Date(report.at), now)}, read in ${formatDuration(report.milliseconds)}`,
            tone: report.whole ? ('good' as const) : ('bad' as const),
          },
          { label: 'SHA-256', value: report.sha256 },
        ]),
  ];
}

function plannedSteps(
  { facts, entry, tables, restorable, options }: PlanState,
  database: string,
): readonly PlannedStep[] {
  if (facts === undefined || restorable === undefined) return [];
  const what = tables === undefined ? 'everything' : `${formatCount(tables.length)} tables`;
  const application = facts.steps.filter(({ id }) => id !== 'scheduler' && options.has(id));
  return [
    { title: `Create the database ${database}`, statements: [`CREATE DATABASE \`${database}\``] },
    { title: `Load ${what} of ${baseName(entry)} into it`, statements: [] },
    { title: `Compare it with ${facts.live}`, statements: [] },
    ...application.map(({ title, commands }) => ({ title, statements: commands.map(({ shown }) => shown) })),
    {
      title: `When you switch: ${facts.live} gets its tables, what is live now is kept in ${facts.before}`,
      statements: [
        `RENAME TABLE \`${facts.live}\`.… TO \`${facts.before}\`.…, \`${database}\`.… TO \`${facts.live}\`.…`,
      ],
    },
  ];
}

function applicationOptions({ facts, options }: PlanState): readonly ApplicationOption[] {
  if (facts === undefined) return [];
  return facts.steps.flatMap(({ id, title, commands, unavailable }) => {
    if (id === 'scheduler') return [];
    const why = facts.ownApplication
      ? unavailable
      : 'The application of this environment does not run from this folder.';
    return [
      {
        id,
        title,
        command: commands.map(({ shown }) => shown).join(' && '),
        chosen: why === undefined && options.has(id),
        ...(why === undefined ? {} : { unavailable: why }),
      },
    ];
  });
}

function actionsOf(
  { phase, busy, restorable, restoreId, facts, accepted, dropped }: PlanState,
  checks: readonly PreflightCheck[],
  needsPassword: boolean,
): readonly RestoreAction[] {
  if (busy) return ['cancel'];
  const report = restoreId === undefined ? [] : (['copyReport'] as const);
  switch (phase) {
    case 'plan':
    case 'failed': {
      if (restorable === undefined) return report;
      const may = phase === 'plan' && facts !== undefined && standingAgainst(checks, accepted).length === 0;
      return [
        ...(needsPassword ? (['givePassword'] as const) : []),
        'verify',
        ...(may && !needsPassword ? (['start'] as const) : []),
        ...report,
      ];
    }
    case 'restored':
      return dropped.has('copy') ? report : ['switch', 'dropCopy', ...report];
    case 'switched':
      return dropped.has('old') ? report : ['undo', 'dropOld', ...report];
    case 'undone':
      return dropped.has('copy') ? report : ['switch', 'dropCopy', ...report];
    default:
      return report;
  }
}
