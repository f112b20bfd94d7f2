import type { Level, SecurityLogRow, SecurityLogState, Severity } from '../../src/protocol/views/securityLog';

/** Word, shape and tone of each level. */
export const marks: Readonly<Record<Level, { readonly word: string; readonly icon: string; readonly tone: string }>> = {
  debug: { word: 'Debug', icon: 'bug', tone: 'plain' },
  info: { word: 'Info', icon: 'info', tone: 'plain' },
  notice: { word: 'Notice', icon: 'info', tone: 'plain' },
  warning: { word: 'Warning', icon: 'warning', tone: 'warning' },
  error: { word: 'Error', icon: 'error', tone: 'bad' },
  critical: { word: 'Critical', icon: 'flame', tone: 'bad' },
  alert: { word: 'Alert', icon: 'bell', tone: 'bad' },
  emergency: { word: 'Emergency', icon: 'flame', tone: 'bad' },
};

/** The same of each severity of a finding. */
export const severityMarks: Readonly<
  Record<Severity, { readonly word: string; readonly icon: string; readonly tone: string }>
> = {
  info: { word: 'Info', icon: 'info', tone: 'plain' },
  notice: { word: 'Notice', icon: 'info', tone: 'plain' },
  warning: { word: 'Warning', icon: 'warning', tone: 'warning' },
  critical: { word: 'Critical', icon: 'flame', tone: 'bad' },
};

/** True for error and worse. */
export function isSevere(row: SecurityLogRow | undefined): boolean {
  return row?.level !== undefined && marks[row.level].tone === 'bad';
}

/** What a key does; a number is the row to go to. */
export type LogKey = 'pause' | 'filter' | 'detail' | 'close' | 'mute' | 'older' | 'newer' | number;

/** Rows that a page key moves by. */
const pageRows = 10;

/**
 * What a key does in the stream (the model is lnav's): j/k and arrows move, g and G go to the start and the end, e/E to the
 * next and previous error, Space pauses, "/" goes to the filter, Enter opens the detail, m mutes. At the first row, what
 * goes up asks for older ones; at the last, what goes down for newer ones, where there are any.
 */
export function logKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  rows: readonly SecurityLogRow[],
  active: number,
  edges: SecurityLogState['edges'] = { older: false, newer: false },
): LogKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const last = rows.length - 1;
  const up = (by: number): LogKey => {
    if (active < 0) return last;
    return active === 0 && edges.older ? 'older' : Math.max(active - by, 0);
  };
  const down = (by: number): LogKey => {
    if (active < 0) return last;
    return active === last && edges.newer ? 'newer' : Math.min(active + by, last);
  };
  switch (event.key) {
    case ' ':
      return 'pause';
    case '/':
      return 'filter';
    case 'Enter':
      return 'detail';
    case 'Escape':
      return 'close';
    case 'm':
      return 'mute';
    case 'j':
    case 'ArrowDown':
      return down(1);
    case 'k':
    case 'ArrowUp':
      return up(1);
    case 'PageDown':
      return down(pageRows);
    case 'PageUp':
      return up(pageRows);
    case 'g':
    case 'Home':
      return active === 0 ? up(1) : Math.min(0, last);
    case 'G':
    case 'End':
      return active === last ? down(1) : last;
    case 'e':
      return found(rows.findIndex((row, at) => at > active && isSevere(row)));
    case 'E':
      return found(rows.findLastIndex((row, at) => (active < 0 || at < active) && isSevere(row)));
    default:
      return undefined;
  }
}

function found(index: number): number | undefined {
  return index < 0 ? undefined : index;
}
