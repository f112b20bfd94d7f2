import type { LineFacts, LineReceiver } from './byteLines';
import { createDoubt, type Doubt } from './doubt';
import { timestampOf, usedSchema } from './header';
import { addLine, closeEntry, openEntry, type OpenEntry } from './openEntry';
import { createOpenText } from './openText';
import type { SlowEntry } from './slowEntry';

/** Makes entries of the lines of a slow query log. */
export interface SlowEntries {
  readonly line: LineReceiver;
  /** The file is over, or another begins. */
  end(): void;
}

const hash = 0x23;
const decoder = new TextDecoder('utf-8');
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const timeMark = bytesOf('# Time: ');
const userMark = bytesOf('# User@Host: ');
const commandMark = bytesOf('# administrator command: ');
const bannerEnd = bytesOf('started with:');

/**
 * The server ends every statement with ";" and a line break, so a line that looks like the beginning of an entry is one
 * only behind such a line. When the statement stands inside a string there, `Doubt` decides once it is seen whether the
 * string ever closes.
 *
 * @param give takes each entry as soon as it is whole, in the order of the file
 * @param fromMiddle reading began somewhere in the file: what stands before the first entry is the rest of another
 */
export function createSlowEntries(give: (entry: SlowEntry) => void, fromMiddle = false): SlowEntries {
  let open: OpenEntry | undefined;
  let spare: OpenEntry | undefined;
  let inText = false;
  /** The line before ended as a statement does, or nothing was read yet. */
  let ended = !fromMiddle;
  let doubt: Doubt | undefined;
  /** Lines of a restart banner seen, and where in the statement's text the first of them begins. */
  let banner = 0;
  let bannerAt = 0;
  /** MySQL names the schema when it is another than that of the entry before. */
  let schema: string | undefined;

  const finish = (complete: boolean): void => {
    if (open === undefined) return;
    const entry = closeEntry(open, complete, schema);
    spare = open;
    open = undefined;
    inText = false;
    if (entry === undefined) return;
    if (entry.schema !== undefined) schema = entry.schema;
    if (doubt === undefined) give(entry);
    else doubt.add(entry);
  };

  const settle = (atEnd: boolean): void => {
    const verdict = doubt?.verdict(atEnd);
    if (doubt === undefined || verdict === undefined) return;
    const believed = doubt.entries(verdict);
    doubt = undefined;
    schema = believed.at(-1)?.schema;
    for (const entry of believed) give(entry);
  };

  /** A line that may begin an entry, behind a line that may end one. */
  const begin = (offset: number): void => {
    if (inText && open !== undefined) {
      if (doubt === undefined && isOpen(open)) doubt = createDoubt(open, schema);
      else finish(true);
    }
    settle(false);
    open = openEntry(offset, spare);
    spare = undefined;
    inText = false;
  };

  const headerLine = (bytes: Uint8Array, from: number, to: number, line: LineFacts): void => {
    if (open === undefined) return;
    const first = bytes[from];
    if (first === hash && !startsWith(bytes, from, to, commandMark)) {
      addLine(open.header, bytes, from, to);
      if (startsWith(bytes, from, to, userMark)) open.hasUser = true;
      return;
    }
    // "use" and "SET timestamp" are short; a statement may be long.
    const text = to - from < 400 ? decoder.decode(bytes.subarray(from, endOf(bytes, to))) : '';
    const used = usedSchema(text);
    const timed = timestampOf(text) !== undefined;
    if (used !== undefined || timed) addLine(open.header, bytes, from, to);
    else textLine(bytes, from, to, line);
    if (timed) inText = true;
  };

  const textLine = (bytes: Uint8Array, from: number, to: number, line: LineFacts): void => {
    if (open === undefined) return;
    inText = true;
    addLine(open.text, bytes, from, to);
    if (line.cut) open.cutLine = true;
  };

  /** "…mysqld, Version: … started with:", "Tcp port: …", "Time Id Command Argument": written when the log is opened. */
  const isBanner = (bytes: Uint8Array, from: number, to: number): boolean => {
    const wanted = banner;
    banner = 0;
    if (wanted === 0) {
      if (!endsWith(bytes, from, to, bannerEnd)) return false;
      const text = decoder.decode(bytes.subarray(from, Math.min(to, from + 2000)));
      const at = text.search(/\S*, Version: /);
      if (at < 0) return false;
      banner = 1;
      bannerAt = open === undefined ? 0 : open.text.length + (open.text.length > 0 ? 1 : 0) + at;
    } else if (wanted === 1) {
      if (/^(?:tcp port|socket): /i.test(asciiStart(bytes, from, to))) banner = 2;
    } else return /^Time +Id Command +Argument/.test(asciiStart(bytes, from, to).replaceAll('\t', ' '));
    return false;
  };

  const restart = (): void => {
    if (open !== undefined) {
      open.text.truncate(bannerAt);
      const { kept, length } = open.text;
      let last = length - 1;
      while (last > 0 && (kept[last] === 0x0a || kept[last] === 0x0d)) last--;
      open.text.truncate(last + 1);
      finish(kept[last] === 0x3b);
    }
    settle(true);
    schema = undefined;
  };

  return {
    line(bytes, from, to, line) {
      if (banner > 0 || bytes[to - 1] === 0x3a || bytes[to - 2] === 0x3a) {
        const end = endOf(bytes, to);
        if (isBanner(bytes, from, end)) {
          restart();
          ended = true;
          return;
        }
      }
      const begins =
        bytes[from] === hash && (startsWith(bytes, from, to, userMark) || startsWith(bytes, from, to, timeMark));
      if (begins && ended && (open === undefined || (inText && open.text.length > 0))) begin(line.offset);
      else if (begins && open !== undefined && !inText && open.hasUser && startsWith(bytes, from, to, userMark))
        open = openEntry(line.offset); // the one before has no statement
      doubt?.feed(bytes, from, to);
      if (open !== undefined) {
        if (inText) textLine(bytes, from, to, line);
        else headerLine(bytes, from, to, line);
      }
      ended = line.ends;
    },
    end() {
      if (inText) finish(ended);
      open = undefined;
      settle(true);
      inText = false;
      ended = true;
      banner = 0;
    },
  };
}

/** True when the end of the text stands in a string, a quoted name or a comment. */
function isOpen({ text, cutLine }: OpenEntry): boolean {
  if (cutLine || text.cut) return false;
  const inside = createOpenText();
  inside.feed(text.kept, 0, text.length);
  return inside.inside() !== 'nothing';
}

const endOf = (bytes: Uint8Array, to: number): number => (bytes[to - 1] === 0x0d ? to - 1 : to);

function asciiStart(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, Math.min(to, from + 60)));
}

function startsWith(bytes: Uint8Array, from: number, to: number, mark: Uint8Array): boolean {
  if (to - from < mark.length) return false;
  for (let at = 0; at < mark.length; at++) if (bytes[from + at] !== mark[at]) return false;
  return true;
}

function endsWith(bytes: Uint8Array, from: number, to: number, mark: Uint8Array): boolean {
  return to - from >= mark.length && startsWith(bytes, to - mark.length, to, mark);
}
