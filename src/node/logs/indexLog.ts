import { throwIfAborted } from '../../core/base/abort';
import type { OpsError } from '../../core/base/errors';
import { logLevels } from '../../core/security/level';
import { recordStart } from '../../core/security/formats/recordStart';
import { headerBytes, type HeaderRun, scanHeaders } from '../../core/security/logs/headerScan';
import { asciiOf, createMinuteTimes } from '../../core/security/logs/minuteTimes';
import { createIndexBuilder, type IndexBuilder, type LogIndex } from '../../core/security/logs/logIndex';
import type { LogLine } from '../../core/security/logLine';
import { createLineBytes, type LineBytes } from '../lineBytes';
import { createGzWindow } from './gzText';
import { unreadable } from './logListing';
import { type LogText, openLogText } from './logText';

/** How a file is indexed. */
export interface IndexOptions {
  /** What moments without an offset are in; "UTC" when absent. */
  readonly zone?: string;
  /** An index of the same file from before: gone on with when the file only grew, else thrown away. */
  readonly before?: LogIndex;
  /** Bytes of the file on disk that were read. */
  onProgress?(bytes: number): void;
  onTrouble?(error: OpsError): void;
  readonly signal: AbortSignal;
}

/** Enough of a file's beginning to tell two logs apart: it holds the first record's moment. */
const fingerprintBytes = 256;

/**
 * Reads a whole file once, as bytes, and counts its records by level and time. Headers with Monolog's year-first dates are
 * found without decoding a line. A block of two megabytes without any is read line by line, for the other formats; in a block
 * that holds both, the others are not counted.
 *
 * @throws OpsError `denied`, `unreadable`, `notAFile`, `cancelled`
 */
export async function indexLog(file: string, options: IndexOptions): Promise<LogIndex> {
  let text: LogText;
  try {
    text = await openLogText(file, createGzWindow(), (error) => options.onTrouble?.(error));
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    const before = (await isContinued(text, options)) ? options.before : undefined;
    const builder = createIndexBuilder(options.zone ?? 'UTC', before);
    const bytes = await scan(text, before?.bytes ?? 0, builder, options);
    const fingerprint = Buffer.from(await text.read(0, Math.min(bytes, fingerprintBytes), options.signal)).toString(
      'hex',
    );
    return { file, identity: text.identity, fingerprint, bytes, ...builder.built() };
  } finally {
    await text.close();
  }
}

async function isContinued(text: LogText, { before, signal }: IndexOptions): Promise<boolean> {
  if (before === undefined || before.identity !== text.identity || (await text.size(signal)) < before.bytes)
    return false;
  const beginning = await text.read(0, before.fingerprint.length / 2, signal);
  return Buffer.from(beginning).toString('hex') === before.fingerprint;
}

/** @returns where the first line begins that has no end yet */
async function scan(text: LogText, from: number, builder: IndexBuilder, options: IndexOptions): Promise<number> {
  const minutes = createMinuteTimes(options.zone ?? 'UTC');
  let base = 0;
  let scanned: Uint8Array = new Uint8Array(0);
  const hear = ({ newline, at, atLength, counts }: HeaderRun): void => {
    const readAt = (): string => asciiOf(scanned, at, atLength);
    builder.addRun(base + newline + 1, minutes.read(scanned, at, atLength), counts, readAt);
  };
  const scanIn = (bytes: Uint8Array, first: number, to: number): number => {
    // Never a Buffer: code that has seen both kinds of array looks at the kind for every byte.
    scanned = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return scanHeaders(scanned, first, to, hear);
  };
  let lines: LineBytes | undefined; // while lines are read one by one
  let lineStart = from;
  // The start of the line that the last block did not end, from the line break before it on.
  let begun: Uint8Array = new Uint8Array([lineFeed]);

  for await (const { bytes, offset, onDisk } of text.blocks(from, options.signal)) {
    throwIfAborted(options.signal);
    options.onProgress?.(onDisk);
    const first = bytes.indexOf(lineFeed);
    const whole = bytes.lastIndexOf(lineFeed);
    if (lines !== undefined) addLines(lines.push(first < 0 ? bytes : bytes.subarray(0, first + 1)), builder);
    else begun = joined(begun, bytes.subarray(0, headerBytes));
    if (first < 0) continue;
    base = lineStart - 1;
    let found = lines === undefined ? scanIn(begun, 0, 1) : 0;
    base = offset;
    found += scanIn(bytes, first, whole);
    if (found > 0) lines = undefined;
    else {
      // Of a line that began in the block before, only the rest is there.
      const rest = lines === undefined && lineStart === offset ? 0 : first + 1;
      lines ??= createLineBytes(offset + rest, false);
      addLines(lines.push(bytes.subarray(rest)), builder);
    }
    lineStart = offset + whole + 1;
    begun = new Uint8Array(bytes.subarray(whole, whole + headerBytes));
  }
  return lineStart;
}

const lineFeed = 0x0a;

function addLines(lines: readonly LogLine[], builder: IndexBuilder): void {
  for (const { text, offset } of lines) {
    const start = recordStart(text);
    if (start === undefined) continue;
    const { level, at } = start.read(text);
    builder.add(offset, at, level === undefined ? logLevels.length : logLevels.indexOf(level));
  }
}

/** As much of both as a header may need. */
function joined(begun: Uint8Array, more: Uint8Array): Uint8Array {
  return begun.length >= headerBytes ? begun : Buffer.concat([begun, more]);
}
