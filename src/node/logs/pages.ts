import { throwIfAborted } from '../../core/base/abort';
import { lengthOf } from '../../core/security/logs/recordsOf';
import { createRecordGroups, type RecordGroup } from '../../core/security/logs/recordGroups';
import type { LogLine } from '../../core/security/logLine';
import { createLineBytes } from '../lineBytes';
import type { LogText } from './logText';

/** Groups of one file that follow each other. */
export interface GroupPage {
  /** Oldest first. */
  readonly groups: readonly RecordGroup[];
  /** Groups before them, as far as they were read anyway. */
  readonly before: readonly RecordGroup[];
  /** True when nothing of the file stands after them. */
  readonly atEnd: boolean;
}

/** A page ends earlier when it holds so many characters: records may be 100,000 long. */
const pageLength = 4_000_000;
/** Groups before a page that tell what is usual in the file. */
const usual = 64;
const readBytes = 64 * 1024;

/**
 * The last `count` groups that start before `end`, whole: more than a group may be read after `end`. Reads a piece before
 * it, and a longer one until that is enough; never keeps more than a page.
 */
export async function groupsBefore(text: LogText, end: number, count: number, signal: AbortSignal): Promise<GroupPage> {
  for (let span = readBytes; ; span *= 4) {
    const from = Math.max(0, end - span);
    const found = await lastGroups(text, from, end, count + usual, signal);
    const first = firstOfPage(found.groups, count);
    if (from === 0 || found.groups.length >= count || found.isFull || first > 0)
      return {
        groups: found.groups.slice(first),
        before: found.groups.slice(Math.max(0, first - usual), first),
        atEnd: found.atEnd,
      };
  }
}

/** Up to `count` groups from the one on that holds the byte at `offset`. */
export async function groupsFrom(
  text: LogText,
  offset: number,
  count: number,
  signal: AbortSignal,
): Promise<GroupPage> {
  const at = offset === 0 ? undefined : await groupsBefore(text, offset + 1, 1, signal);
  const from = at?.groups.at(-1)?.offset ?? 0;
  const groups = createRecordGroups(from);
  const found: RecordGroup[] = [];
  let length = 0;
  for await (const lines of linesFrom(text, from, true, signal)) {
    for (const group of groups.push(lines)) {
      found.push(group);
      length += lengthOf(group);
      if (found.length === count || length > pageLength)
        return { groups: found, before: at?.before ?? [], atEnd: false };
    }
  }
  found.push(...groups.end());
  return { groups: found, before: at?.before ?? [], atEnd: true };
}

async function lastGroups(
  text: LogText,
  from: number,
  end: number,
  count: number,
  signal: AbortSignal,
): Promise<{ readonly groups: readonly RecordGroup[]; readonly isFull: boolean; readonly atEnd: boolean }> {
  const groups = createRecordGroups(from === 0 ? 0 : { inside: from });
  let found: RecordGroup[] = [];
  let length = 0;
  let isFull = false;
  const add = (group: RecordGroup): void => {
    found.push(group);
    length += lengthOf(group);
    // In swarms, as moving an array's elements for each would be quadratic.
    if (found.length < count * 2 && length < pageLength * 4) return;
    const first = firstOfPage(found, count);
    isFull ||= first > 0;
    found = found.slice(first);
    length = found.reduce((sum, one) => sum + lengthOf(one), 0);
  };
  for await (const lines of linesFrom(text, from, from === 0, signal)) {
    for (const group of groups.push(lines)) {
      if (group.offset >= end) return { groups: found.slice(-count), isFull, atEnd: false };
      add(group);
    }
  }
  for (const group of groups.end()) {
    if (group.offset >= end) return { groups: found.slice(-count), isFull, atEnd: false };
    add(group);
  }
  return { groups: found.slice(-count), isFull, atEnd: true };
}

/** Index of the first of the last `count` groups that fit a page; the last one always does. */
function firstOfPage(groups: readonly RecordGroup[], count: number): number {
  let length = 0;
  let first = groups.length;
  while (first > 0 && groups.length - first < count) {
    const group = groups[first - 1];
    length += group === undefined ? 0 : lengthOf(group);
    if (length > pageLength && first < groups.length) break;
    first--;
  }
  return first;
}

/** Lines to the end of the file, the unfinished last one too; without the first when reading begins inside one. */
async function* linesFrom(
  text: LogText,
  from: number,
  isStart: boolean,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLine[]> {
  const splitter = createLineBytes(from, !isStart);
  for (let offset = from; ; ) {
    throwIfAborted(signal);
    const bytes = await text.read(offset, readBytes, signal);
    if (bytes.length === 0) break;
    offset += bytes.length;
    yield splitter.push(bytes);
  }
  yield splitter.end();
}
