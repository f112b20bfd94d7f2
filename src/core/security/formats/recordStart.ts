import { readJsonRecord } from '../jsonRecord';
import { readLineBody, readLineHeader } from '../lineRecord';
import { readAccessLine } from './accessLog';
import { readFpmLine, readPhpErrorLine } from './fpmLog';
import { readFpmSlowLine } from './fpmSlow';
import type { RecordStart } from './recordFormat';

/**
 * The record that a line starts, in whichever of the known formats; undefined for lines that go on a record, and for
 * unknown formats. Depends on nothing but the line. Linear in its length.
 */
export function recordStart(line: string): RecordStart | undefined {
  const first = line.charCodeAt(0);
  // Most lines of a large log are frames of stack traces: "#12 /srv/app/…".
  if (first === 0x23 || first === 0x20 || line.length < 12) return first === 0x7b ? readJsonLine(line) : undefined;
  if (first === 0x5b) {
    return readMonologLine(line) ?? readFpmLine(line) ?? readFpmSlowLine(line) ?? readPhpLine(line);
  }
  return first === 0x7b ? readJsonLine(line) : readAccessLine(line);
}

function readMonologLine(line: string, from = 0): RecordStart | undefined {
  const header = readLineHeader(from === 0 ? line : line.slice(from));
  if (header === undefined) return undefined;
  const { at, channel, level, bodyStart } = header;
  const read = (raw: string) => ({ at, channel, level, ...readLineBody(raw.slice(from + bodyStart)) });
  return { format: 'line', at, channel, extent: 'more', read };
}

/** Laravel's `errorlog` channel writes Monolog's line through PHP's error log, which puts its own moment before it. */
function readPhpLine(line: string): RecordStart | undefined {
  const start = readPhpErrorLine(line);
  if (start?.at === undefined) return undefined;
  const from = start.at.length + 3;
  return (line[from] === '[' ? readMonologLine(line, from) : undefined) ?? start;
}

function readJsonLine(line: string): RecordStart | undefined {
  const record = readJsonRecord(line);
  if (record === undefined) return undefined;
  const { at, channel } = record;
  return {
    format: 'json',
    ...(at === undefined ? {} : { at }),
    ...(channel === undefined ? {} : { channel }),
    extent: 'line',
    read: () => record,
  };
}
