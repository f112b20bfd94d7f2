import { OpsError } from '../base/errors';
import type { Tier } from './operation';

/** What is said when something happens. The log adds number, time, actor and hashes. */
export interface ActivityEntry {
  readonly kind: 'operation' | 'unlock' | 'lock';
  /** Operation id; "guard.unlock" and "guard.lock" for the guard's own. */
  readonly operation: string;
  readonly tier: Tier;
  /** Absolute path of the application. */
  readonly app: string;
  /** Environment id. */
  readonly environment: string;
  readonly outcome: 'started' | 'finished' | 'failed' | 'cancelled' | 'refused';
  /** For people, redacted: the title, the reason of an unlock, the error. */
  readonly detail: string;
}

/** One line of the activity log. */
export interface ActivityRecord extends Omit<ActivityEntry, 'kind'> {
  /** `torn`: the line before was cut by a crash; `detail` is the SHA-256 of what is left of it. */
  readonly kind: ActivityEntry['kind'] | 'torn';
  /** From 1, one more than the record before. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor?: string;
  /** Hash of the record before; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 in hex over the canonical JSON of all other fields. */
  readonly hash: string;
}

/** What the file ends with, as the store sees it under its lock. */
export interface ActivityTail {
  /** The last whole line that is a record; undefined for an empty log. */
  readonly last?: string;
  /** Text after it that is no record: a line cut by a crash, or one that was damaged. */
  readonly torn?: string;
}

/** Port: an append-only file of lines that several windows share. */
export interface ActivityStore {
  /**
   * Appends what `next` makes of the file's end. Exclusive: between reading the end and writing the new lines nobody else
   * appends. What is torn stays in the file as a line of its own.
   */
  append(next: (tail: ActivityTail) => Promise<readonly string[]>, signal?: AbortSignal): Promise<void>;
  /** Every line in order, torn ones included, without the final line break. */
  readAll(signal?: AbortSignal): Promise<readonly string[]>;
}

/** Where the guard writes down what was done. */
export interface ActivityLog {
  append(entry: ActivityEntry): Promise<ActivityRecord>;
}

const firstPrevious = '0'.repeat(64);

/**
 * Records to a store, hash-chained: every record names the hash of the one before, so that a change, a removal or an
 * insertion in the middle is seen. It is evidence against accidents and editing by hand, not against somebody who rewrites
 * the whole file: there is no key.
 *
 * @param redact runs over every `detail`
 */
export function createActivityLog(
  store: ActivityStore,
  options: { readonly now: () => Date; readonly actor?: string; readonly redact: (text: string) => string },
): ActivityLog {
  return { append: (entry) => appendActivity(store, entry, options) };
}

/** Appends one record. Rejects with reason `activity` when it cannot be written. */
export async function appendActivity(
  store: ActivityStore,
  entry: ActivityEntry,
  options: { readonly now: () => Date; readonly actor?: string; readonly redact: (text: string) => string },
): Promise<ActivityRecord> {
  const { now, actor, redact } = options;
  const common = { at: now().toISOString(), ...(actor === undefined ? {} : { actor }) };
  let appended: ActivityRecord | undefined;
  try {
    await store.append(async ({ last, torn }) => {
      const before = last === undefined ? undefined : parseRecord(last);
      const made: ActivityRecord[] = [];
      const add = async (fields: Omit<ActivityRecord, 'seq' | 'previous' | 'hash'>): Promise<void> => {
        const previous = made.at(-1) ?? before;
        const unsigned = { ...fields, seq: (previous?.seq ?? 0) + 1, previous: previous?.hash ?? firstPrevious };
        made.push({ ...unsigned, hash: await hashOf(unsigned) });
      };
      const signed = { ...common, ...entry, detail: redact(entry.detail) };
      if (torn !== undefined) await add({ ...signed, kind: 'torn', outcome: 'failed', detail: await sha256(torn) });
      await add(signed);
      appended = made.at(-1);
      return made.map((record) => canonicalJson(record));
    });
  } catch (error) {
    throw new OpsError(
      'activity',
      'The activity log could not be written.',
      { safe: 'Nothing was run.' },
      { cause: error },
    );
  }
  if (appended === undefined) throw new OpsError('activity', 'The activity log was not written.');
  return appended;
}

/** What is found when the whole log is read again. */
export interface ChainReport {
  readonly intact: boolean;
  readonly records: number;
  /** One-based number of the first line that does not fit. */
  readonly brokenAt?: number;
  /** One-based numbers of lines cut by a crash that the next record accounts for. */
  readonly torn: readonly number[];
}

/** Checks order, links and hashes of all lines. A torn line at the very end is accounted for by the next append. */
export async function verifyChain(lines: readonly string[]): Promise<ChainReport> {
  let previous: ActivityRecord | undefined;
  let pending: { line: number; text: string } | undefined;
  const torn: number[] = [];
  let records = 0;
  const broken = (line: number): ChainReport => ({ intact: false, records, brokenAt: line, torn });
  for (const [index, text] of lines.entries()) {
    const record = parseRecord(text);
    if (record === undefined) {
      pending = pending === undefined ? { line: index + 1, text } : { ...pending, text: `${pending.text}\n${text}` };
      continue;
    }
    if (pending !== undefined) {
      if (record.kind !== 'torn' || record.detail !== (await sha256(pending.text))) return broken(pending.line);
      torn.push(pending.line);
      pending = undefined;
    }
    const { hash, ...unsigned } = record;
    const fits =
      record.seq === (previous?.seq ?? 0) + 1 &&
      record.previous === (previous?.hash ?? firstPrevious) &&
      hash === (await hashOf(unsigned));
    if (!fits) return broken(index + 1);
    previous = record;
    records++;
  }
  return pending === undefined ? { intact: true, records, torn } : broken(pending.line);
}

/** A line as a record; undefined when it is none. */
export function parseRecord(line: string): ActivityRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    // No JSON: a torn line.
    return undefined;
  }
}

function isRecord(value: unknown): value is ActivityRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const texts = ['at', 'kind', 'operation', 'app', 'environment', 'outcome', 'detail', 'previous', 'hash'];
  return (
    Number.isInteger(fields.get('seq')) &&
    typeof fields.get('tier') === 'number' &&
    texts.every((key) => typeof fields.get(key) === 'string')
  );
}

function hashOf(unsigned: Omit<ActivityRecord, 'hash'>): Promise<string> {
  return sha256(canonicalJson(unsigned));
}

/** JSON of a flat object with its keys in code-unit order and no white space (RFC 8785, for text and integers). */
function canonicalJson(record: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))));
}

async function sha256(text: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
