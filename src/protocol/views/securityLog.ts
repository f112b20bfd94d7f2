import { isBoolean, isNothing, isOneOf, isShape, isText } from '../guards';
import type { ViewGuards } from '../view';
import type { Banner, BlockState } from './common';

/** Monolog's levels, lowest first. */
export const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
export type Level = (typeof levels)[number];

/** One event, every field as text. All of it may have been written by an attacker. */
export interface SecurityLogRow {
  /** Unique in the window and stable while the row is in it. */
  readonly id: string;
  /** "13:02:10", with the date when it is not today's. */
  readonly at: string;
  readonly level: Level;
  readonly event?: string;
  readonly actor?: string;
  readonly ip?: string;
  readonly route?: string;
  readonly message: string;
  /** Further lines of the entry: stack trace, context. */
  readonly stack?: string;
}

export interface SecurityLogFilter {
  /** Words, and field prefixes ("ip:", "user:", "route:", "event:"); empty shows everything. */
  readonly text: string;
  /** Shows this level and above. */
  readonly level: Level;
}

export interface SecurityLogState {
  readonly banner?: Banner;
  /** Id of the source that is followed; empty when there is none. */
  readonly source: string;
  readonly sources: readonly { readonly id: string; readonly title: string }[];
  /** The newest that match the filter, oldest first: see `newestRows`. */
  readonly rows: readonly SecurityLogRow[];
  /** Events that arrived while paused and are not among `rows`. */
  readonly skipped: number;
  readonly paused: boolean;
  readonly filter: SecurityLogFilter;
  readonly state: BlockState;
}

export interface SecurityLogView {
  readonly state: SecurityLogState;
  readonly requests: {
    setPaused(params: { readonly paused: boolean }): void;
    setFilter(params: SecurityLogFilter): void;
    chooseSource(params: { readonly id: string }): void;
    clear(): void;
    run(params: { readonly command: string }): void;
  };
}

export const securityLogGuards: ViewGuards<SecurityLogView> = {
  setPaused: isShape<{ readonly paused: boolean }>({ paused: isBoolean }),
  setFilter: isShape<SecurityLogFilter>({ text: isText(500), level: isOneOf(levels) }),
  chooseSource: isShape<{ readonly id: string }>({ id: isText(1000) }),
  clear: isNothing,
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
};

/** Bounds of the window: rows, bytes of all rows as JSON, and UTF-16 units of one field, message and stack. */
export const windowLimits = { rows: 500, bytes: 190_000, field: 200, message: 1000, stack: 4000 } as const;

/**
 * The newest rows that fit one snapshot (at most 500 rows and 190 kB), long texts cut with "…". A webview that was
 * hidden only gets the last message, so the stream travels as a whole window and never as differences.
 *
 * @param rows oldest first, of any number
 */
export function newestRows(rows: readonly SecurityLogRow[]): readonly SecurityLogRow[] {
  const kept: SecurityLogRow[] = [];
  const encoder = new TextEncoder();
  let left: number = windowLimits.bytes;
  for (let at = rows.length - 1; at >= 0 && kept.length < windowLimits.rows; at--) {
    const row = rows[at];
    if (row === undefined) break;
    const short = shorten(row);
    left -= encoder.encode(JSON.stringify(short)).length + 1;
    if (left < 0) break;
    kept.push(short);
  }
  return kept.reverse();
}

function shorten(row: SecurityLogRow): SecurityLogRow {
  const { field, message, stack } = windowLimits;
  return {
    id: row.id,
    at: row.at,
    level: row.level,
    ...(row.event === undefined ? {} : { event: cut(row.event, field) }),
    ...(row.actor === undefined ? {} : { actor: cut(row.actor, field) }),
    ...(row.ip === undefined ? {} : { ip: cut(row.ip, field) }),
    ...(row.route === undefined ? {} : { route: cut(row.route, field) }),
    message: cut(row.message, message),
    ...(row.stack === undefined ? {} : { stack: cut(row.stack, stack) }),
  };
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
