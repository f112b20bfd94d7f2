import type { JournalRecord } from './journal';

/** What a record cannot be without; a line that lacks it was cut, or is not ours. */
const texts: Readonly<Record<JournalRecord['kind'], readonly string[]>> = {
  begun: ['at', 'restoreId', 'purpose', 'root', 'environment', 'profile', 'server', 'live', 'database'],
  created: ['at'],
  loaded: ['at'],
  switching: ['at', 'direction'],
  step: ['at'],
  turned: ['at', 'to'],
  switched: ['at', 'direction'],
  backAgain: ['at', 'detail'],
  dropping: ['at', 'database'],
  dropped: ['at', 'database'],
  ended: ['at', 'outcome', 'detail'],
};

/**
 * The records of a journal's text, in order. A line that is not a whole record is left out: only a crash in the middle of
 * an append makes one, and what that record announced was never begun.
 */
export function parseJournal(text: string): readonly JournalRecord[] {
  return text.split('\n').flatMap((line) => {
    const record = parseJournalLine(line);
    return record === undefined ? [] : [record];
  });
}

function parseJournalLine(line: string): JournalRecord | undefined {
  if (line === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Cut by a crash.
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string') return false;
  const wanted: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(texts));
  const fields = new Map<string, unknown>(Object.entries(value));
  return wanted.get(value.kind)?.every((name) => typeof fields.get(name) === 'string') ?? false;
}
