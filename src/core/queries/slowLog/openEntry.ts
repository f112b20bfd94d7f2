import { readHeader } from './header';
import { textLimit, type SlowEntry } from './slowEntry';

/** Most bytes that are kept of the lines before a statement: 65 lines of a plan and to spare. */
const headerLimit = 32 * 1024;

const decoder = new TextDecoder('utf-8');
const commandLine = /^# administrator command: ([^\n]{1,80})$/;

/** Bytes that grow up to a limit; what is over is counted and not kept. */
export interface Bytes {
  readonly kept: Uint8Array;
  readonly length: number;
  readonly cut: boolean;
  add(bytes: Uint8Array, from: number, to: number): void;
  addByte(byte: number): void;
  /** Shortens it again. */
  truncate(length: number): void;
  /** Empties it; its memory is used again. */
  reset(): void;
}

function createBytes(limit: number): Bytes {
  let kept = new Uint8Array(512);
  let length = 0;
  let cut = false;
  const grow = (wanted: number): void => {
    if (wanted <= kept.length) return;
    const larger = new Uint8Array(Math.min(limit, Math.max(wanted, kept.length * 2)));
    larger.set(kept.subarray(0, length));
    kept = larger;
  };
  return {
    get kept() {
      return kept;
    },
    get length() {
      return length;
    },
    get cut() {
      return cut;
    },
    add(bytes, from, to) {
      const end = Math.min(to, from + limit - length);
      if (end < to) cut = true;
      if (end <= from) return;
      grow(length + end - from);
      // Most pieces are short, for which a loop is faster than a view.
      if (end - from > 48) kept.set(bytes.subarray(from, end), length);
      else for (let at = from; at < end; at++) kept[length + at - from] = bytes[at] ?? 0;
      length += end - from;
    },
    addByte(byte) {
      if (length >= limit) {
        cut = true;
        return;
      }
      grow(length + 1);
      kept[length++] = byte;
    },
    truncate(to) {
      length = Math.min(length, to);
    },
    reset() {
      length = 0;
      cut = false;
    },
  };
}

/** An entry that is being read. */
export interface OpenEntry {
  offset: number;
  readonly header: Bytes;
  readonly text: Bytes;
  /** A line of its text was cut while reading. */
  cutLine: boolean;
  hasUser: boolean;
}

/** Begins an entry. @param spare one that is done with, of which the memory is used again */
export function openEntry(offset: number, spare?: OpenEntry): OpenEntry {
  if (spare !== undefined) {
    spare.header.reset();
    spare.text.reset();
    return Object.assign(spare, { offset, cutLine: false, hasUser: false });
  }
  return { offset, header: createBytes(headerLimit), text: createBytes(textLimit), cutLine: false, hasUser: false };
}

const lineFeed = 0x0a;

/** Adds a line; lines are separated, not ended. */
export function addLine(to: Bytes, bytes: Uint8Array, from: number, end: number): void {
  if (to.length > 0) to.addByte(lineFeed);
  to.add(bytes, from, end);
}

/**
 * An entry from what was read of it.
 *
 * @param schema known from lines before it
 * @returns undefined when it has no time: no server wrote it
 */
export function closeEntry(open: OpenEntry, complete: boolean, schema: string | undefined): SlowEntry | undefined {
  const fields = readHeader(decode(open.header));
  if (fields === undefined) return undefined;
  const cut = open.cutLine || open.text.cut;
  const whole = decode(open.text);
  const text = complete && !cut ? whole.replace(/;\r?$/, '') : whole;
  const command = commandLine.exec(text)?.[1];
  const { schema: named, ...others } = fields;
  // Empty: the server says that none was selected.
  const selected = named ?? schema ?? '';
  return {
    offset: open.offset,
    ...others,
    ...(selected === '' ? {} : { schema: selected }),
    text: command === undefined ? text : '',
    ...(command === undefined ? {} : { command }),
    cut,
    incomplete: !complete || open.text.length === 0,
  };
}

function decode(bytes: Bytes): string {
  return decoder.decode(bytes.kept.subarray(0, bytes.length));
}
