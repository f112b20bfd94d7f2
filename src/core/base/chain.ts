// Hash-chained records, one JSON line each: every record names the hash of the one before, so that a change, a removal or an
// insertion in the middle is seen. It is evidence against accidents and editing by hand, not against somebody who rewrites
// the whole file or cuts off its end: there is no key.

/** What makes a record a link of a chain. */
export interface ChainLink {
  /** From 1, one more than the record before. */
  readonly seq: number;
  /** Hash of the record before; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 in hex over the canonical JSON of all other fields. */
  readonly hash: string;
}

/** What the file ends with, as the store sees it under its lock. */
export interface ChainTail {
  /** The last whole line that is a record; undefined for an empty log. */
  readonly last?: string;
  /** Text after it that is no record: a line cut by a crash, or one that was damaged. */
  readonly torn?: string;
}

/** Port: an append-only file of lines that several processes share. */
export interface ChainStore {
  /**
   * Appends what `next` makes of the file's end. Exclusive: between reading the end and writing the new lines nobody else
   * appends. What is torn stays in the file as a line of its own.
   */
  append(next: (tail: ChainTail) => Promise<readonly string[]>, signal?: AbortSignal): Promise<void>;
  /** Every line in order, torn ones included, without the final line break. */
  readAll(signal?: AbortSignal): Promise<readonly string[]>;
}

/** What is found when a whole chain is read again. */
export interface ChainReport {
  readonly intact: boolean;
  readonly records: number;
  /** One-based number of the first line that does not fit. */
  readonly brokenAt?: number;
  /** One-based numbers of lines cut by a crash that the next record accounts for. */
  readonly torn: readonly number[];
}

/** How records of one kind are read. */
export interface ChainKind<Record extends ChainLink> {
  /** A line as a record; undefined when it is none. */
  parse(line: string): Record | undefined;
  /** SHA-256 of the torn text before it that a record accounts for; undefined when it accounts for none. */
  tornBefore(record: Record): string | undefined;
}

const firstPrevious = '0'.repeat(64);

/**
 * Appends records: `make` gets the SHA-256 of a torn line at the end, and gives the fields of one record or more, of which
 * the first accounts for it.
 *
 * @returns the records as they were written
 */
export async function appendLinked<Fields extends object, Record extends ChainLink>(
  store: ChainStore,
  kind: ChainKind<Record>,
  make: (tornHash: string | undefined) => readonly Fields[],
  signal?: AbortSignal,
): Promise<readonly (Fields & ChainLink)[]> {
  let made: (Fields & ChainLink)[] = [];
  await store.append(async ({ last, torn }) => {
    const before = last === undefined ? undefined : kind.parse(last);
    made = [];
    for (const fields of make(torn === undefined ? undefined : await sha256(torn))) {
      made.push(await signAfter(made.at(-1) ?? before, fields));
    }
    return made.map((record) => canonicalJson(record));
  }, signal);
  return made;
}

/** The next record after `previous`, or the first one. */
async function signAfter<Fields extends object>(
  previous: ChainLink | undefined,
  fields: Fields,
): Promise<Fields & ChainLink> {
  const unsigned = { ...fields, seq: (previous?.seq ?? 0) + 1, previous: previous?.hash ?? firstPrevious };
  return { ...unsigned, hash: await sha256(canonicalJson(unsigned)) };
}

/** Checks order, links and hashes of all lines. A torn line at the very end is accounted for by the next append. */
export async function verifyLinks<Record extends ChainLink>(
  lines: readonly string[],
  kind: ChainKind<Record>,
): Promise<ChainReport> {
  let previous: ChainLink | undefined;
  let pending: { line: number; text: string } | undefined;
  const torn: number[] = [];
  let records = 0;
  const broken = (line: number): ChainReport => ({ intact: false, records, brokenAt: line, torn });
  for (const [index, text] of lines.entries()) {
    const record = kind.parse(text);
    if (record === undefined) {
      pending = pending === undefined ? { line: index + 1, text } : { ...pending, text: `${pending.text}\n${text}` };
      continue;
    }
    const accounted = kind.tornBefore(record);
    if (pending !== undefined) {
      if (accounted !== (await sha256(pending.text))) return broken(pending.line);
      torn.push(pending.line);
      pending = undefined;
    } else if (accounted !== undefined) {
      // The line that it accounts for was taken away.
      return broken(index + 1);
    }
    const { hash, ...unsigned } = record;
    const fits =
      record.seq === (previous?.seq ?? 0) + 1 &&
      record.previous === (previous?.hash ?? firstPrevious) &&
      hash === (await sha256(canonicalJson(unsigned)));
    if (!fits) return broken(index + 1);
    previous = record;
    records++;
  }
  return pending === undefined ? { intact: true, records, torn } : broken(pending.line);
}

/** A line's JSON object when it is a link of a chain; which fields it has besides is for its kind to say. */
export function parseLink(line: string): object | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // No JSON: a torn line.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const linked =
    Number.isInteger(fields.get('seq')) &&
    typeof fields.get('previous') === 'string' &&
    typeof fields.get('hash') === 'string';
  return linked ? value : undefined;
}

/**
 * JSON with keys in code-unit order and no white space (RFC 8785: texts, numbers, booleans, null, lists and objects as
 * ECMAScript writes them). Fields without a value are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`);
  return `{${fields.join(',')}}`;
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export async function sha256(text: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
