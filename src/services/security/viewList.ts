import type { SecurityLogRow } from '../../protocol/views/securityLog';
import { fittingRows, windowLimits } from '../../protocol/views/securityLog';
import type { StreamEntry } from '../../core/security/stream/entry';

/** Entries that one step moves the window by. */
const step = 200;

/** Which part of a list is shown: the page gets a few hundred rows of it, whatever its length. */
export interface ViewList {
  /** The rows of the part, at most `most` of them, and what stands at its ends. */
  shown(list: readonly StreamEntry[], toRow: (entry: StreamEntry) => SecurityLogRow, most?: number): Shown;
  /** Moves within the list; false when its end is shown already. */
  older(): boolean;
  newer(): boolean;
  /** Back to the end of the list, staying there as it grows. */
  toEnd(): void;
  toStart(): void;
}

export interface Shown {
  readonly rows: readonly SecurityLogRow[];
  readonly entries: readonly StreamEntry[];
  /** Entries of the list before and after the part. */
  readonly before: number;
  readonly after: number;
}

/** Begins at the end of the list. */
export function createViewList(): ViewList {
  let top: number | undefined; // index of the first row that is shown; undefined: as many as fit before the end
  let last: Pick<Shown, 'before' | 'after' | 'entries'> = { before: 0, after: 0, entries: [] };
  return {
    shown(list, toRow, most = windowLimits.rows) {
      const from = top === undefined ? Math.max(0, list.length - most) : Math.min(top, list.length);
      const part = list.slice(from, from + most);
      const rows = fittingRows(part.map(toRow), top === undefined ? 'newest' : 'oldest');
      const start = top === undefined ? from + part.length - rows.length : from;
      const shown = {
        rows,
        entries: list.slice(start, start + rows.length),
        before: start,
        after: list.length - start - rows.length,
      };
      last = shown;
      return shown;
    },
    older() {
      if (last.before === 0) return false;
      top = Math.max(0, last.before - step);
      return true;
    },
    newer() {
      if (last.after === 0) return false;
      top = last.before + Math.min(step, Math.max(1, last.entries.length - 1));
      if (last.after <= step) top = undefined;
      return true;
    },
    toEnd() {
      top = undefined;
    },
    toStart() {
      top = 0;
    },
  };
}
