import { wallTimeIn } from '../../base/clock';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import type { Rewriting } from '../dump/rewriting';
import { bullets, code, plain } from '../runbook/markdown';
import { type HandoverStory, storyOf } from './handoverStory';
import type { JournalRecord } from './journal';

/** What the journal does not hold and a person who takes over asks. What is not known is left out. */
export interface HandoverFacts {
  readonly application: string;
  /** When the report is made. */
  readonly now: Date;
  /** IANA zone of the people who read it. */
  readonly timeZone: string;
  /** When the backup was made: what was written later is not in it. */
  readonly backupAt?: Date;
  readonly sizeBytes?: number;
  /** "MariaDB 10.11.14" */
  readonly server?: string;
  readonly rewritings?: readonly Rewriting[];
  /** What the restore remarked. */
  readonly remarks?: readonly string[];
  /** Copy against live database, one sentence each. */
  readonly compared?: readonly string[];
  /** `on`: what is missing can be replayed. */
  readonly binaryLog?: 'on' | 'off';
  /** Migrations of the code that the restored data does not have. */
  readonly pendingMigrations?: number;
  /** The application still shows maintenance. */
  readonly down?: boolean;
}

/**
 * What happened, for whoever takes over: a Markdown timeline of one restore from its journal. Plain verbs, one number a
 * line, times local and in UTC.
 */
export function handoverReport(journal: readonly JournalRecord[], facts: HandoverFacts): string {
  const story = storyOf(journal);
  const { begun } = story;
  if (begun === undefined) return '# Restore\n\nThe journal of this restore is empty: nothing was begun.\n';
  const time = (at: Date): string => localAndUtc(at, facts.timeZone);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Where it stands', standing(story)],
    ['What is missing', missing(story, facts)],
    ['Timeline', story.events.map(({ at, what }) => `${time(new Date(at))}: ${plain(what)}`)],
    ['From which backup', source(begun, facts, time)],
    ['What came back', cameBack(story, facts)],
    ['What was written differently', rewritten(facts.rewritings)],
    ['What is kept', kept(story)],
    ['Next', next(story, facts)],
  ];
  return [
    `# Restore of ${plain(begun.live)}`,
    bullets([
      `Application: ${plain(facts.application)}`,
      `Environment: ${code(begun.environment)}`,
      `Server: ${code(begun.server)}${facts.server === undefined ? '' : `, ${plain(facts.server)}`}`,
      `By: ${begun.actor === undefined ? 'not known' : plain(begun.actor)}`,
      `Restore: ${code(begun.restoreId)}`,
      `Written: ${time(facts.now)}`,
    ]),
    ...sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `## ${title}\n\n${bullets(lines)}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function standing({ begun, state, problem }: HandoverStory): readonly string[] {
  const live = code(begun?.live ?? '');
  const copy = code(begun?.database ?? '');
  const reason = problem === undefined ? [] : [`Reason: ${plain(problem)}`];
  switch (state) {
    case 'loading':
      return [`The backup is being loaded into ${copy}, or it stopped on the way.`, `${live} is not touched.`];
    case 'loaded':
      return [`The backup is in ${copy}.`, `${live} is not touched.`];
    case 'switching':
      return [
        'The exchange began and its end is not in the journal.',
        'Open the editor: it finishes it or takes it back.',
      ];
    case 'switched':
      return [`${live} has the data of the backup.`, ...reason];
    case 'undone':
      return [`${live} has the data of before the switch again.`, ...reason];
    case 'back':
      return [`The exchange was taken back. ${live} has the data of before.`, ...reason];
    case 'failed':
      return [`The restore failed. ${live} was not touched.`, ...reason];
    case 'cancelled':
      return [`The restore was cancelled. ${live} was not touched.`, ...reason];
    case 'ended':
      break;
  }
  return ['It is over: nothing of this restore is left to do.', ...reason];
}

function missing(
  { state, switchedAt }: HandoverStory,
  { backupAt, now, timeZone, binaryLog }: HandoverFacts,
): readonly string[] {
  const replay =
    binaryLog === 'on' ? ['The binary log is on: the runbook says how to replay it, under "Up to a moment".'] : [];
  if (state !== 'switched' && state !== 'loaded') return [];
  if (backupAt === undefined)
    return ['When the backup was made is not known, so what is missing is not known.', ...replay];
  const until = state === 'switched' ? new Date(switchedAt ?? now) : now;
  const minutes = Math.max(0, Math.round((until.getTime() - backupAt.getTime()) / 60_000));
  const window = `Data between ${clock(backupAt, until, timeZone)} and ${clock(until, backupAt, timeZone)} `;
  return [
    state === 'switched' ? `${window}is missing.` : `${window}would be missing if you switch now.`,
    `That is ${formatCount(minutes)} min.`,
    ...replay,
  ];
}

function source(
  { source: from, tables }: NonNullable<HandoverStory['begun']>,
  { backupAt, sizeBytes }: HandoverFacts,
  time: (at: Date) => string,
): readonly string[] {
  return [
    `File: ${code(from.path)}`,
    `Dump: ${code(from.entry)}`,
    `Made: ${backupAt === undefined ? 'not known' : time(backupAt)}`,
    ...(sizeBytes === undefined ? [] : [`Size: ${formatBytes(sizeBytes)}`]),
    `SHA-256: ${from.sha256 === undefined ? 'not computed' : code(from.sha256)}`,
    `Tables: ${tables === undefined ? 'all' : tables.map(code).join(', ')}`,
  ];
}

function cameBack({ loaded }: HandoverStory, { compared = [], remarks = [] }: HandoverFacts): readonly string[] {
  if (loaded === undefined) return [];
  return [
    `Tables: ${formatCount(loaded.tables)}`,
    `Rows: ${formatCount(loaded.rows)}`,
    `Loaded in: ${formatDuration(loaded.milliseconds)}`,
    ...(loaded.missing ?? []).map((object) => `Missing: ${plain(object)}`),
    ...[...compared, ...remarks].map(plain),
  ];
}

function rewritten(rewritings: readonly Rewriting[] = []): readonly string[] {
  return rewritings.map(({ why, count }) => `${plain(why)} ${count === 1 ? 'Once.' : `${formatCount(count)} times.`}`);
}

function kept({ begun, state, keptDatabase, dropped }: HandoverStory): readonly string[] {
  const old = keptDatabase === undefined ? [] : [`${code(keptDatabase)} holds the data of before. Undo needs it.`];
  const copy = begun === undefined || dropped.includes(begun.database) ? undefined : code(begun.database);
  const whole = state === 'loaded' || state === 'undone' || state === 'back';
  const held = whole ? 'holds the data of the backup.' : 'may hold a part of the backup.';
  const beside = copy !== undefined && (whole || state === 'loading') ? [`${copy} ${held}`] : [];
  return [...old, ...beside, ...dropped.map((database) => `${code(database)} was dropped.`)];
}

function next(
  { state, begun, keptDatabase }: HandoverStory,
  { pendingMigrations, down }: HandoverFacts,
): readonly string[] {
  const migrate =
    pendingMigrations === undefined
      ? ['Run php artisan migrate:status: the code may be newer than the data.']
      : pendingMigrations === 0
        ? []
        : [`Run php artisan migrate: ${pendingMigrations} migrations are pending.`];
  const up = down === true ? ['Run php artisan up: visitors still see maintenance.'] : [];
  const drop = keptDatabase === undefined ? [] : [`Drop ${code(keptDatabase)} when nobody needs undo any more.`];
  switch (state) {
    case 'loaded':
      return ['Compare the copy with the live database.', 'Switch, or drop the copy.', ...up];
    case 'switched':
      return [...migrate, 'Open the application and finish one order, or whatever it is for.', ...up, ...drop];
    case 'undone':
    case 'back':
      return [...up, `Find out what was wrong with ${code(begun?.database ?? '')} before you try again.`];
    case 'loading':
    case 'switching':
      return ['Open the editor: it offers to finish or to clean up.', ...up];
    case 'failed':
    case 'cancelled':
      return ['Mend the reason, then restore again.', ...up];
    case 'ended':
      break;
  }
  return up;
}

/** "2026-11-22 04:07 (03:07 UTC)"; the day of UTC is named where it is another one. */
function localAndUtc(at: Date, timeZone: string): string {
  const utc = at.toISOString().slice(0, 16).replace('T', ' ');
  const local = wallTimeIn(at, timeZone)?.toISOString().slice(0, 16).replace('T', ' ');
  if (local === undefined || local === utc) return `${utc} UTC`;
  const sameDay = local.slice(0, 10) === utc.slice(0, 10);
  return `${local} (${sameDay ? utc.slice(11) : utc} UTC)`;
}

/** The time of day, with its day where the other end of the window is on another one. */
function clock(at: Date, other: Date, timeZone: string): string {
  const text = (moment: Date): string => (wallTimeIn(moment, timeZone) ?? moment).toISOString();
  const sameDay = text(at).slice(0, 10) === text(other).slice(0, 10);
  return text(at)
    .slice(sameDay ? 11 : 0, 16)
    .replace('T', ' ');
}
