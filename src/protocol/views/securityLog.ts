import { isBoolean, isNothing, isOneOf, isShape, isText } from '../guards';
import type { Guard, ViewGuards } from '../view';
import type { Banner, BlockState, Fact } from './common';

/** Monolog's levels, lowest first. */
export const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
export type Level = (typeof levels)[number];

/** How much a finding asks for, least first. */
export const severities = ['info', 'notice', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** One event, every field as text. All of it may have been written by an attacker. */
export interface SecurityLogRow {
  /** Unique in the stream, and the same whenever the event is shown again. */
  readonly id: string;
  /** The moment as written. */
  readonly at: string;
  /** Absent where the record says none. */
  readonly level?: Level;
  /** Which log it stands in, where several are shown together. */
  readonly source?: string;
  readonly event?: string;
  readonly actor?: string;
  readonly ip?: string;
  readonly route?: string;
  readonly status?: string;
  readonly message: string;
  /** The further lines of the entry, folded into one and cut. */
  readonly more?: string;
  /** The gravest finding that the event belongs to. */
  readonly finding?: Severity;
  /** The record may have been written by somebody who could write line breaks into another one. */
  readonly forged?: true;
}

export interface SecurityLogFilter {
  /** Words and terms ("ip:", "-user:", "status:4xx"), or a regular expression; empty shows everything. */
  readonly text: string;
  readonly regex: boolean;
  /** Shows this level and above. */
  readonly level: Level;
}

/** Events of one span of time. */
export interface LogBucket {
  /** Milliseconds since 1970, from included, to not. */
  readonly from: number;
  readonly to: number;
  /** By the log's clock: "13:02:10". */
  readonly at: string;
  /** Below warning, warning, error and above. */
  readonly quiet: number;
  readonly warnings: number;
  readonly errors: number;
}

/** A finding as the strip above the rows shows it. */
export interface LogFinding {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  /** "214 events". */
  readonly count: string;
}

/** Reading of whole files that is under way or done. */
export interface LogWork {
  /** "Search", "Export". */
  readonly title: string;
  /** "214 matches in 1.2 GB of 4.8 GB". */
  readonly text: string;
  readonly running: boolean;
  /** 0 to 1; absent when the size is not known. */
  readonly share?: number;
}

export interface SecurityLogState {
  readonly banner?: Banner;
  /** Id of the source that is followed; empty when there is none. */
  readonly source: string;
  /** `title` says what it is, how large and when it was written last. */
  readonly sources: readonly { readonly id: string; readonly title: string }[];
  /** `live`: the newest, following · `older`: a page of the files · `found`: what a search found. */
  readonly mode: 'live' | 'older' | 'found';
  /** At most what `fittingRows` lets through, oldest first. */
  readonly rows: readonly SecurityLogRow[];
  /** Whether `older` and `newer` would show anything else. */
  readonly edges: { readonly older: boolean; readonly newer: boolean };
  /** What is to be said of the rows: how far back was looked, what of a filter cannot be used. */
  readonly remarks: readonly string[];
  /** Events that arrived while paused and are not among `rows`. */
  readonly skipped: number;
  readonly paused: boolean;
  readonly filter: SecurityLogFilter;
  /** The range of time that is shown, in words; absent when all are. */
  readonly range?: { readonly text: string; readonly from?: number; readonly to?: number };
  readonly histogram: readonly LogBucket[];
  readonly work?: LogWork;
  readonly findings: readonly LogFinding[];
  /** Findings that are muted now. */
  readonly muted: number;
  readonly can: readonly ('export' | 'openPanel')[];
  readonly state: BlockState;
}

/** One event in full. */
export interface SecurityLogDetail {
  readonly id: string;
  readonly title: string;
  readonly level?: Level;
  readonly message: string;
  readonly facts: readonly Fact[];
  /** Fields that the filter can be set to. */
  readonly filterBy: readonly { readonly field: FilterField; readonly value: string }[];
  /** Stack and context. */
  readonly more?: string;
  /** As it stands in the file, cut. */
  readonly raw: string;
  /** Others of the same address or user within 30 seconds, among what is in memory, at most 20. */
  readonly related: readonly {
    readonly id: string;
    readonly at: string;
    readonly level?: Level;
    readonly text: string;
  }[];
  readonly findings: readonly (LogFinding & {
    readonly why: string;
    readonly advice: string;
    /** "until 14:02"; absent when it is not muted. */
    readonly muted?: string;
  })[];
}

export const filterFields = ['ip', 'user', 'event', 'route'] as const;
export type FilterField = (typeof filterFields)[number];

/** Spans that the range of time can be set to, ending now; in minutes. */
export const spans = [
  { minutes: 5, title: 'Last 5 minutes' },
  { minutes: 15, title: 'Last 15 minutes' },
  { minutes: 60, title: 'Last hour' },
  { minutes: 1440, title: 'Last 24 hours' },
  { minutes: 10_080, title: 'Last 7 days' },
] as const;

export interface SecurityLogView {
  readonly state: SecurityLogState;
  readonly requests: {
    setPaused(params: { readonly paused: boolean }): void;
    setFilter(params: SecurityLogFilter): void;
    /** Sets the filter to an event's field. */
    filterBy(params: { readonly id: string; readonly field: FilterField }): void;
    /** Sets the filter to a finding's events. */
    showFinding(params: { readonly id: string }): void;
    zoom(params: { readonly from: number; readonly to: number }): void;
    last(params: { readonly minutes: number }): void;
    anyTime(): void;
    chooseSource(params: { readonly id: string }): void;
    older(): void;
    newer(): void;
    live(): void;
    /** Reads the files from their beginning for what matches the filter. */
    search(): void;
    /** Stops a search or an export; what was found so far stays. */
    stopWork(): void;
    detail(params: { readonly id: string }): SecurityLogDetail;
    /** Asks how long, and mutes a finding: by its own id, or the gravest one of an event. */
    mute(params: { readonly finding: string }): void;
    muteEvent(params: { readonly id: string }): void;
    unmute(params: { readonly finding: string }): void;
    unmuteAll(): void;
    clear(): void;
    /** Asks what, in which format and where to, and writes it. */
    export(): void;
    openPanel(): void;
    run(params: { readonly command: string }): void;
  };
}

const isMoment: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 8.64e15;
const isSpan: Guard<number> = (value): value is number => spans.some(({ minutes }) => minutes === value);
const isId = isShape<{ readonly id: string }>({ id: isText(1000) });
const isFinding = isShape<{ readonly finding: string }>({ finding: isText(1000) });

export const securityLogGuards: ViewGuards<SecurityLogView> = {
  setPaused: isShape<{ readonly paused: boolean }>({ paused: isBoolean }),
  setFilter: isShape<SecurityLogFilter>({ text: isText(500), regex: isBoolean, level: isOneOf(levels) }),
  filterBy: isShape<{ readonly id: string; readonly field: FilterField }>({
    id: isText(1000),
    field: isOneOf(filterFields),
  }),
  showFinding: isId,
  zoom: isShape<{ readonly from: number; readonly to: number }>({ from: isMoment, to: isMoment }),
  last: isShape<{ readonly minutes: number }>({ minutes: isSpan }),
  anyTime: isNothing,
  chooseSource: isId,
  older: isNothing,
  newer: isNothing,
  live: isNothing,
  search: isNothing,
  stopWork: isNothing,
  detail: isId,
  mute: isFinding,
  muteEvent: isId,
  unmute: isFinding,
  unmuteAll: isNothing,
  clear: isNothing,
  export: isNothing,
  openPanel: isNothing,
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
};

/** Bounds of the window: rows, bytes of all rows as JSON, and UTF-16 units of one field, message and further lines. */
export const windowLimits = { rows: 500, bytes: 190_000, field: 200, message: 1000, more: 300 } as const;

/**
 * The rows that fit one snapshot (at most 500 rows and 190 kB), long texts cut with "…". A webview that was hidden only
 * gets the last message, so the stream travels as a whole window and never as differences.
 *
 * @param rows oldest first, of any number
 * @param end which end is kept where not all fit
 */
export function fittingRows(
  rows: readonly SecurityLogRow[],
  end: 'oldest' | 'newest' = 'newest',
): readonly SecurityLogRow[] {
  const kept: SecurityLogRow[] = [];
  const encoder = new TextEncoder();
  let left: number = windowLimits.bytes;
  for (let at = 0; at < rows.length && kept.length < windowLimits.rows; at++) {
    const row = rows[end === 'oldest' ? at : rows.length - 1 - at];
    if (row === undefined) break;
    const short = shorten(row);
    left -= encoder.encode(JSON.stringify(short)).length + 1;
    if (left < 0) break;
    kept.push(short);
  }
  return end === 'oldest' ? kept : kept.reverse();
}

function shorten(row: SecurityLogRow): SecurityLogRow {
  const { field, message, more } = windowLimits;
  const texts: { -readonly [Key in 'source' | 'event' | 'actor' | 'ip' | 'route' | 'status' | 'more']?: string } = {};
  for (const key of ['source', 'event', 'actor', 'ip', 'route', 'status', 'more'] as const) {
    const text = row[key];
    if (text !== undefined) texts[key] = cut(text, key === 'more' ? more : field);
  }
  return { ...row, at: cut(row.at, field), ...texts, message: cut(row.message, message) };
}

/**
 * Control characters as their pictures (U+2400 block) and marks that turn the direction of writing as "⟪U+202E⟫": a log
 * line can neither colour a terminal it is pasted into nor show itself in another order than it is in. Newlines and tabs stay.
 */
export function visibleText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, (mark) => {
    const code = mark.charCodeAt(0);
    if (code === 0x7f) return '\u2421';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟪U+${code.toString(16).toUpperCase()}⟫`;
  });
}

function cut(text: string, most: number): string {
  const shown = visibleText(text.slice(0, most));
  return text.length <= most ? shown : `${shown.slice(0, most - 1)}…`;
}
