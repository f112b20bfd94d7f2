import {
  appendLinked,
  type ChainKind,
  type ChainLink,
  type ChainReport,
  type ChainStore,
  parseLink,
  verifyLinks,
} from '../base/chain';
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
export interface ActivityRecord extends Omit<ActivityEntry, 'kind'>, ChainLink {
  /** `torn`: the line before was cut by a crash; `detail` is the SHA-256 of what is left of it. */
  readonly kind: ActivityEntry['kind'] | 'torn';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor?: string;
}

/** Port: the file of the activity log. */
export type ActivityStore = ChainStore;

/** Where the guard writes down what was done. */
export interface ActivityLog {
  append(entry: ActivityEntry): Promise<ActivityRecord>;
}

/**
 * Records to a store, hash-chained as base/chain.ts says.
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
  const signed = { ...common, ...entry, detail: redact(entry.detail) };
  const torn = { ...signed, kind: 'torn' as const, outcome: 'failed' as const };
  type Fields = Omit<ActivityRecord, keyof ChainLink>;
  try {
    const appended = await appendLinked<Fields, ActivityRecord>(store, kind, (tornHash) =>
      tornHash === undefined ? [signed] : [{ ...torn, detail: tornHash }, signed],
    );
    const record = appended.at(-1);
    if (record !== undefined) return record;
  } catch (error) {
    throw new OpsError(
      'activity',
      'The activity log could not be written.',
      { safe: 'Nothing was run.' },
      { cause: error },
    );
  }
  throw new OpsError('activity', 'The activity log was not written.');
}

/** Checks order, links and hashes of all lines. A torn line at the very end is accounted for by the next append. */
export function verifyChain(lines: readonly string[]): Promise<ChainReport> {
  return verifyLinks(lines, kind);
}

/** A line as a record; undefined when it is none. */
export function parseRecord(line: string): ActivityRecord | undefined {
  const link = parseLink(line);
  return link !== undefined && isRecord(link) ? link : undefined;
}

const kind: ChainKind<ActivityRecord> = {
  parse: parseRecord,
  tornBefore: (record) => (record.kind === 'torn' ? record.detail : undefined),
};

function isRecord(link: object): link is ActivityRecord {
  const fields = new Map<string, unknown>(Object.entries(link));
  const texts = ['at', 'kind', 'operation', 'app', 'environment', 'outcome', 'detail'];
  return typeof fields.get('tier') === 'number' && texts.every((key) => typeof fields.get(key) === 'string');
}
