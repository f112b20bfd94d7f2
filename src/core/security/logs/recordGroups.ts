import { hasEnd } from '../formats/forgery';
import type { RecordStart } from '../formats/recordFormat';
import { recordStart } from '../formats/recordStart';
import { lineLimit, type LogLine } from '../logLine';

/** Lines that belong together: a record, or the record of one line and unknown lines after it. */
export interface RecordGroup {
  /** Bytes before its first line in its file. */
  readonly offset: number;
  /** What its first line says; undefined for a line of an unknown format. */
  readonly start: RecordStart | undefined;
  /** Its first lines, as many as a record keeps and one more; at least one. */
  readonly lines: readonly LogLine[];
}

/** Gathers lines into groups, in the order of the file. */
export interface RecordGroups {
  /** The groups that the next lines end. */
  push(lines: readonly LogLine[]): readonly RecordGroup[];
  /** The group that was open when the file was over. */
  end(): readonly RecordGroup[];
  /** Where the group begins that the last line belongs to; undefined while nothing is certain. */
  openSince(): number | undefined;
}

/**
 * How many bytes after the start of a record a line may begin and still belong to it; lines further away are records of
 * their own until the next start. So where records begin depends on two megabytes before a place at most, never on a whole
 * file: reading back from the end and forward from the start find the same ones. A record keeps 100,000 characters anyway.
 */
export const recordReach = 1024 * 1024;

/**
 * @param from `0` or the offset of a group: everything counts from there on. `{ inside }`: reading began at that offset,
 *   somewhere in the file, and lines are left out until it is certain what they belong to
 */
export function createRecordGroups(from: number | { readonly inside: number }): RecordGroups {
  // A record that began before may quote lines of other formats as far as it reaches, and such a line, taken for a start,
  // would have a reach of its own.
  const startsFrom = typeof from === 'number' ? from : from.inside + recordReach + 1;
  const linesFrom = typeof from === 'number' ? from : startsFrom + recordReach;
  let open: OpenGroup | undefined;
  let reachedFrom: number | undefined;

  return {
    push(lines) {
      const closed: RecordGroup[] = [];
      for (const line of lines) {
        const text = withoutReturn(line.text);
        const start = recordStart(text);
        const reached = open !== undefined && reachedFrom !== undefined && line.offset - reachedFrom <= recordReach;
        if (open !== undefined && reached && (start === undefined || isQuoted(start, open))) {
          goOn(open, line, text);
          continue;
        }
        if (open === undefined && !isSure(start) && line.offset < (start === undefined ? linesFrom : startsFrom))
          continue;
        if (open !== undefined) closed.push(open);
        if (start !== undefined) reachedFrom = line.offset;
        open = { offset: line.offset, start, lines: [line], length: line.text.length, last: text };
      }
      return closed;
    },
    end() {
      const last = open === undefined ? [] : [open];
      open = undefined;
      return last;
    },
    openSince: () => open?.offset,
  };
}

interface OpenGroup extends RecordGroup {
  readonly lines: LogLine[];
  length: number;
  last: string;
}

function goOn(open: OpenGroup, line: LogLine, text: string): void {
  // One line more than is kept, so that the parser sees that there is more.
  if (open.length <= lineLimit) open.lines.push(line);
  open.length += line.text.length + 1;
  open.last = text;
}

/** Part of the message before it: as records.ts decides, but without asking what else the file holds. */
function isQuoted(start: RecordStart, open: OpenGroup): boolean {
  return open.start?.format === 'line' && !isSure(start) && !hasEnd(open.last);
}

/** A start wherever it stands. */
function isSure(start: RecordStart | undefined): boolean {
  if (start === undefined) return false;
  return start.format === 'line' || (start.format === 'json' && start.at !== undefined && start.channel !== undefined);
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
