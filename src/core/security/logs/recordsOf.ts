import { createForgery } from '../formats/forgery';
import { createRecordParser, type LogRecord } from '../records';
import type { RecordGroup } from './recordGroups';

/**
 * Makes records of groups that follow each other in one file. Each group is read by itself, so that a record is the same
 * whichever page it is on; only `forged` depends on what stands before it.
 *
 * @param before groups before these, which tell what is usual in the file
 */
export function recordsOf(groups: readonly RecordGroup[], before: readonly RecordGroup[] = []): readonly LogRecord[] {
  const forgery = createForgery();
  const read = ({ start, offset, lines }: RecordGroup): readonly LogRecord[] => {
    const parser = createRecordParser();
    if (start !== undefined) forgery.starts(start, offset);
    return [...parser.push(lines), ...parser.flush()].map((record) => {
      const { raw, truncated, context, extra } = record;
      const forged = forgery.ends(raw, { truncated, hasContext: context !== undefined || extra !== undefined });
      return forged && start !== undefined ? { ...record, forged } : record;
    });
  };
  for (const group of before) read(group);
  return groups.flatMap(read);
}

/** Characters that a group holds: what pages and batches are bounded by. */
export function lengthOf({ lines }: RecordGroup): number {
  let length = 0;
  for (const { text } of lines) length += text.length + 1;
  return length;
}
