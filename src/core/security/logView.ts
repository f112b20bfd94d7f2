import { type LogLevel, severityOf } from './level';
import type { LogRecord } from './records';

/** A record in the window, with a number that no other record of this window ever has. */
export interface ViewedRecord {
  readonly number: number;
  readonly record: LogRecord;
}

export interface LogFilter {
  /**
   * Words that all have to occur, in any case. "ip:", "user:", "route:", "event:" and "channel:" look into that field
   * alone; "a b" in double quotes is one word.
   */
  readonly text: string;
  /** This level and above; records of no known level always pass. */
  readonly level: LogLevel;
}

export interface LogViewLimits {
  readonly records: number;
  /** UTF-16 units of all raw texts together. */
  readonly characters: number;
}

/** The newest records of a log that is followed. */
export interface LogView {
  add(records: readonly LogRecord[]): void;
  /** Oldest first. While paused: as they were then. */
  rows(filter: LogFilter): readonly ViewedRecord[];
  pause(): void;
  /** Shows the newest again. */
  resume(): void;
  /** Forgets everything shown so far; numbers go on. */
  clear(): void;
  readonly paused: boolean;
  /** Records that arrived while paused and are not shown. */
  readonly skipped: number;
}

/** Makes an empty window over the newest 5,000 records or 16 million characters, whichever is less. */
export function createLogView(limits: LogViewLimits = { records: 5000, characters: 16_000_000 }): LogView {
  let ring: ViewedRecord[] = [];
  let first = 0; // index of the oldest that counts; the array is compacted now and then
  let characters = 0;
  let next = 1;
  let frozen: readonly ViewedRecord[] | undefined;
  let skipped = 0;

  const drop = (): void => {
    while (first < ring.length && (ring.length - first > limits.records || characters > limits.characters)) {
      characters -= ring[first]?.record.raw.length ?? 0;
      first++;
    }
    if (first > limits.records) {
      ring = ring.slice(first);
      first = 0;
    }
  };

  return {
    add(records) {
      for (const record of records) {
        ring.push({ number: next++, record });
        characters += record.raw.length;
        drop();
      }
      if (frozen !== undefined) skipped += records.length;
    },
    rows(filter) {
      const passes = filterOf(filter);
      return (frozen ?? ring.slice(first)).filter(({ record }) => passes(record));
    },
    pause() {
      frozen ??= ring.slice(first);
    },
    resume() {
      frozen = undefined;
      skipped = 0;
    },
    clear() {
      ring = [];
      first = 0;
      characters = 0;
      skipped = 0;
      if (frozen !== undefined) frozen = [];
    },
    get paused() {
      return frozen !== undefined;
    },
    get skipped() {
      return skipped;
    },
  };
}

const fields = ['ip', 'user', 'route', 'event', 'channel'] as const;

/** Compiles a filter; linear in the length of a record. */
export function filterOf(filter: LogFilter): (record: LogRecord) => boolean {
  const least = severityOf(filter.level);
  const tests = words(filter.text).map((word) => {
    const field = fields.find((name) => word.startsWith(`${name}:`));
    if (field === undefined) return (record: LogRecord) => anywhere(record).includes(word);
    const wanted = word.slice(field.length + 1);
    return (record: LogRecord) => (record[field] ?? '').toLowerCase().includes(wanted);
  });
  return (record) =>
    (record.level === undefined || severityOf(record.level) >= least) && tests.every((test) => test(record));
}

function words(text: string): readonly string[] {
  const found = text.toLowerCase().match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  return found.map((word) => word.replaceAll('"', '')).filter((word) => word !== '');
}

/** `raw` has the escapes of JSON, so the recognised texts are searched beside it. */
function anywhere(record: LogRecord): string {
  return `${record.event ?? ''}\n${record.user ?? ''}\n${record.route ?? ''}\n${record.message}\n${record.raw}`.toLowerCase();
}
