import { formatBytes, formatCount } from '../base/format';
import type { DumpProgress } from './dumper/made';
import type { LoadProgress } from './restore/load';
import type { VerifyProgress } from './verify/report';

/** Milliseconds of history that a rate is taken from: long enough to be steady, short enough to follow. */
const historyMs = 10_000;
/** Below this much history a rate would be a guess. */
const enoughMs = 2_000;

/** Follows a growing number and says how fast it grows. */
export interface Rate {
  /** Units a second over the last ten seconds; undefined until two seconds were seen. */
  at(now: number, done: number): number | undefined;
}

export function createRate(): Rate {
  const seen: { readonly now: number; readonly done: number }[] = [];
  return {
    at(now, done) {
      seen.push({ now, done });
      while (seen.length > 2 && now - (seen[0]?.now ?? now) > historyMs) seen.shift();
      const first = seen[0];
      if (first === undefined || now - first.now < enoughMs) return undefined;
      return ((done - first.done) * 1000) / (now - first.now);
    },
  };
}

/** What is shown of work in progress. */
export interface ProgressText {
  /** "41 tables · orders · 312 MB of 840 MB · 38 MB/s · about 14 s left" */
  readonly message: string;
  /** 0 to 1. */
  readonly share?: number;
}

/** How far a load is; `rate` in bytes a second. Remaining time is said of reading alone: indexes come after it. */
export function loadProgressText(progress: LoadProgress, rate: number | undefined): ProgressText {
  const { readBytes, totalBytes, tablesDone, table, phase } = progress;
  const tables = tablesDone === 1 ? '1 table' : `${formatCount(tablesDone)} tables`;
  if (phase !== 'rows') return { message: `${tables} · ${phases[phase]}${table === undefined ? '' : ` of ${table}`}` };
  const parts = [tables, ...(table === undefined ? [] : [table])];
  return {
    message: [...parts, ...bytesText(readBytes, totalBytes, rate)].join(' · '),
    ...shareOf(readBytes, totalBytes),
  };
}

/** The same as figures, each by itself: for a page that shows them beside each other. */
export function loadProgressFacts(progress: LoadProgress, rate: number | undefined): ProgressFigures {
  const { readBytes, totalBytes, tablesDone, table, rows, phase } = progress;
  const left = rate === undefined || rate <= 0 ? undefined : ((totalBytes - readBytes) / rate) * 1000;
  const figures = [
    { label: 'Tables', value: formatCount(tablesDone) },
    { label: 'Rows', value: formatCount(rows) },
    { label: 'Read', value: `${formatBytes(readBytes)} of ${formatBytes(totalBytes)}` },
    ...(rate === undefined ? [] : [{ label: 'Rate', value: `${formatBytes(rate)}/s` }]),
    ...(left === undefined || phase !== 'rows' ? [] : [{ label: 'Left', value: `about ${timeLeft(left)}` }]),
  ];
  const title =
    phase === 'rows' ? (table ?? 'reading') : `${phases[phase]}${table === undefined ? '' : ` of ${table}`}`;
  return { title, figures, ...(phase === 'rows' ? shareOf(readBytes, totalBytes) : {}) };
}

export interface ProgressFigures {
  /** The table, or what is built: "indexes of orders". */
  readonly title: string;
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly share?: number;
}

const phases = { indexes: 'indexes', foreignKeys: 'foreign keys', objects: 'views, triggers and routines' } as const;

/** How far a verification is. */
export function verifyProgressText(progress: VerifyProgress, rate: number | undefined): ProgressText {
  const { readBytes, totalBytes, current } = progress;
  return {
    message: [...(current === undefined ? [] : [current]), ...bytesText(readBytes, totalBytes, rate)].join(' · '),
    ...shareOf(readBytes, totalBytes),
  };
}

/** How far a dump is; `rate` in bytes of SQL a second. */
export function dumpProgressText(progress: DumpProgress, rate: number | undefined): ProgressText {
  const { tablesDone, tables, table, rows, dumpBytes } = progress;
  return {
    message: [
      `${formatCount(tablesDone)} of ${formatCount(tables)} tables`,
      ...(table === undefined ? [] : [table]),
      `${formatCount(rows)} rows`,
      formatBytes(dumpBytes),
      ...(rate === undefined ? [] : [`${formatBytes(rate)}/s`]),
    ].join(' · '),
    ...shareOf(tablesDone, tables),
  };
}

function bytesText(done: number, total: number, rate: number | undefined): readonly string[] {
  const left = rate === undefined || rate <= 0 ? undefined : ((total - done) / rate) * 1000;
  return [
    `${formatBytes(done)} of ${formatBytes(total)}`,
    ...(rate === undefined ? [] : [`${formatBytes(rate)}/s`]),
    ...(left === undefined ? [] : [`about ${timeLeft(left)} left`]),
  ];
}

/** Whole seconds, from a minute and a half on whole minutes: what is left is never known better. */
function timeLeft(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

function shareOf(done: number, total: number): { readonly share?: number } {
  return total <= 0 ? {} : { share: Math.min(1, done / total) };
}
