import { logLevels } from '../level';
import { timeOf } from '../moment';

/** A place in a file and when it was written, as written. */
export interface Checkpoint {
  /** Bytes before the record. */
  readonly offset: number;
  readonly at: string;
}

/** Records of one span of time. */
export interface TimeCount {
  /** Start of the span, milliseconds since 1970. */
  readonly from: number;
  /** By level in the order of `logLevels`; the last one counts records without a level. */
  readonly counts: readonly number[];
}

/** What is known of a whole file after one pass over its bytes: small, whatever its size. */
export interface LogIndex {
  readonly file: string;
  /** Device and inode. */
  readonly identity: string;
  /** Its first bytes, hex: another beginning is another log. */
  readonly fingerprint: string;
  /** Bytes that were looked at; an unfinished last line is not. */
  readonly bytes: number;
  readonly records: number;
  /** In the order of the file, about evenly spread; at most a few thousand. */
  readonly checkpoints: readonly Checkpoint[];
  /** Length of each span of `times`, milliseconds. */
  readonly spanMs: number;
  /** In the order of time; spans without records are left out. */
  readonly times: readonly TimeCount[];
  /** Records whose moment is not understood: they are in no span. */
  readonly untimed: number;
}

/** Gathers an index record by record, in the order of the file. */
export interface IndexBuilder {
  /** @param at as written; @param level an index of `logLevels`, or `logLevels.length` for none */
  add(offset: number, at: string | undefined, level: number): void;
  built(): Pick<LogIndex, 'records' | 'checkpoints' | 'spanMs' | 'times' | 'untimed'>;
}

const spanLimit = 4096;
const checkpointLimit = 4096;
const firstGap = 256 * 1024;

/**
 * Bounded: spans of time double in length, and every other checkpoint goes, when there are more than 4,096.
 *
 * @param zone what moments without an offset are in
 * @param before an index of the beginning of the same file, to go on with
 */
export function createIndexBuilder(zone: string, before?: LogIndex): IndexBuilder {
  let spanMs = before?.spanMs ?? 60_000;
  let times = new Map((before?.times ?? []).map(({ from, counts }) => [from, [...counts]]));
  let checkpoints = [...(before?.checkpoints ?? [])];
  let gap = firstGap;
  let records = before?.records ?? 0;
  let untimed = before?.untimed ?? 0;
  let lastAt: string | undefined;
  let lastCounts: number[] | undefined;

  const countsAt = (at: string | undefined): number[] | undefined => {
    const time = at === undefined ? undefined : timeOf(at, zone);
    if (time === undefined) return undefined;
    const from = Math.floor(time / spanMs) * spanMs;
    const counts = times.get(from) ?? Array.from({ length: logLevels.length + 1 }, () => 0);
    times.set(from, counts);
    return counts;
  };
  const widen = (): void => {
    spanMs *= 2;
    const merged = new Map<number, number[]>();
    for (const [from, counts] of times) {
      const start = Math.floor(from / spanMs) * spanMs;
      const into = merged.get(start);
      if (into === undefined) merged.set(start, counts);
      else for (const [index, count] of counts.entries()) into[index] = (into[index] ?? 0) + count;
    }
    times = merged;
  };

  return {
    add(offset, at, level) {
      records++;
      // Many records in a row have the same second, or the caller gives the same text for a whole minute.
      if (lastCounts === undefined || at !== lastAt) {
        lastCounts = countsAt(at);
        lastAt = at;
        if (times.size > spanLimit) {
          widen();
          lastCounts = countsAt(at);
        }
      }
      if (lastCounts === undefined) untimed++;
      else lastCounts[level] = (lastCounts[level] ?? 0) + 1;
      if (at === undefined || offset < (checkpoints.at(-1)?.offset ?? -gap) + gap) return;
      checkpoints.push({ offset, at });
      if (checkpoints.length <= checkpointLimit) return;
      checkpoints = checkpoints.filter((_, index) => index % 2 === 0);
      gap *= 2;
    },
    built: () => ({
      records,
      checkpoints,
      spanMs,
      times: Array.from(times, ([from, counts]) => ({ from, counts })).sort((a, b) => a.from - b.from),
      untimed,
    }),
  };
}
