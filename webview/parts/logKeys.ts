import type { Level, SecurityLogRow } from '../../src/protocol/views/securityLog';

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

/** True for error and worse. */
export function isSevere(row: SecurityLogRow | undefined): boolean {
  return row !== undefined && marks[row.level].tone === 'bad';
}

/**
 * What a key does in the stream (the model is lnav's): j/k and arrows move, e/E go to the next and previous error, Space
 * pauses, "/" goes to the filter, Enter opens the detail. A number is the row to go to.
 */
export function logKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  rows: readonly SecurityLogRow[],
  active: number,
): 'pause' | 'filter' | 'detail' | 'close' | number | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const last = rows.length - 1;
  switch (event.key) {
    case ' ':
      return 'pause';
    case '/':
      return 'filter';
    case 'Enter':
      return 'detail';
    case 'Escape':
      return 'close';
    case 'j':
    case 'ArrowDown':
      return active < 0 ? last : Math.min(active + 1, last);
    case 'k':
    case 'ArrowUp':
      return active < 0 ? last : Math.max(active - 1, 0);
    case 'PageDown':
      return active < 0 ? last : Math.min(active + 10, last);
    case 'PageUp':
      return active < 0 ? last : Math.max(active - 10, 0);
    case 'g':
    case 'Home':
      return Math.min(0, last);
    case 'G':
    case 'End':
      return last;
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
