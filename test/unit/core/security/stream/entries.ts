import type { LogPage, LogPosition, LogReader, PlacedRecord } from '../../../../../src/core/security/logs/logReader';
import type { LogRecord } from '../../../../../src/core/security/records';
import type { StreamEntry } from '../../../../../src/core/security/stream/entry';

export const record = (message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  offset: 0,
  level: 'info',
  message,
  raw: message,
  truncated: false,
  ...more,
});

/** An entry of a source; its id is the one that `toEntry` of a fake log gives it. */
export function entry(
  message: string,
  more: Partial<LogRecord> & { source?: string; time?: number; file?: string } = {},
): StreamEntry {
  const { source = 's', time, file = `/${source}.log`, ...fields } = more;
  const made = record(message, fields);
  return {
    id: `${source} ${file} ${made.offset}`,
    position: { file, offset: made.offset },
    record: made,
    event: { source, position: made.offset, message, ...(time === undefined ? {} : { time }) },
  };
}

/** A log of one file whose record n is called "n" and stands at offset 10 n. It counts what it is asked. */
export function fakeLog(source: string, count: number, timeOf: (n: number) => number | undefined = (n) => n * 1000) {
  const file = `/${source}.log`;
  const asked = { before: 0, from: 0 };
  const placed = (n: number): PlacedRecord => ({
    position: { file, offset: n * 10 },
    record: record(String(n), { offset: n * 10 }),
  });
  const page = (from: number, to: number): LogPage => ({
    records: Array.from({ length: Math.max(0, to - from) }, (_, index) => placed(from + index)),
    atStart: from <= 0,
    atEnd: to >= count,
  });
  const reader: LogReader = {
    before: async (position, most) => {
      asked.before++;
      const end = position === 'end' ? count : position.offset / 10;
      return page(Math.max(0, end - most), end);
    },
    from: async (position, most) => {
      asked.from++;
      const start = position === 'start' ? 0 : position.offset / 10;
      return page(start, Math.min(count, start + most));
    },
    async search({ matches }, hears, signal) {
      let found = 0;
      for (let at = 0; at < count && !signal.aborted; at += 100) {
        const hits = page(at, Math.min(count, at + 100)).records.filter((each) => matches(each.record));
        found += hits.length;
        if (hits.length > 0) await hears.onMatches(hits);
        hears.onProgress({ bytes: at * 10, totalBytes: count * 10, matches: found });
        await Promise.resolve();
      }
      return { bytes: count * 10, totalBytes: count * 10, matches: found };
    },
    seek: async (time) => {
      for (let n = 0; n < count; n++) if ((timeOf(n) ?? -1) >= time) return placed(n).position;
      return 'end';
    },
    size: async () => count * 10,
  };
  const toEntry = ({ position, record: read }: PlacedRecord): StreamEntry => {
    const time = timeOf(position.offset / 10);
    return entry(read.message, { ...read, source, file: position.file, ...(time === undefined ? {} : { time }) });
  };
  return {
    reader,
    toEntry,
    asked,
    at: (n: number): LogPosition => ({ file, offset: n * 10 }),
    entryAt: (n: number) => toEntry(placed(n)),
  };
}
