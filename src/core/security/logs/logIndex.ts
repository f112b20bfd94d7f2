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

/** Gathers an index, in the order of the file. */
export interface IndexBuilder {
  /** One record. @param at as written; @param level an index of `logLevels`, or `logLevels.length` for none */
  add(offset: number, at: string | undefined, level: number): void;
  /**
   * Records that follow each other and were written in the same minute.
   *
   * @param offset of the first
   * @param time of its minute, milliseconds since 1970; undefined when its moment is not understood
   * @param counts by level
   * @param readAt its moment as written
   */
  addRun(offset: number, time: number | undefined, counts: Uint32Array, readAt: () => string): void;
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
  let nextCheckpoint = (checkpoints.at(-1)?.offset ?? -gap) + gap;
  let records = before?.records ?? 0;
  let untimed = before?.untimed ?? 0;
  const one = new Uint32Array(logLevels.length + 1);

  const countsAt = (time: number): number[] => {
    const from = Math.floor(time / spanMs) * spanMs;
    const known = times.get(from);
    if (known !== undefined) return known;
    const counts = Array.from({ length: logLevels.length + 1 }, () => 0);
    times.set(from, counts);
    if (times.size <= spanLimit) return counts;
    widen();
    return countsAt(time);
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

  const addRun: IndexBuilder['addRun'] = (offset, time, counts, readAt) => {
    const into = time === undefined ? undefined : countsAt(time);
    for (let level = 0; level < counts.length; level++) {
      const count = counts[level] ?? 0;
      records += count;
      if (into === undefined) untimed += count;
      else into[level] = (into[level] ?? 0) + count;
    }
    if (offset < nextCheckpoint) return;
    checkpoints.push({ offset, at: readAt() });
    if (checkpoints.length > checkpointLimit) {
      checkpoints = checkpoints.filter((_, index) => index % 2 === 0);
      gap *= 2;
    }
    nextCheckpoint = (checkpoints.at(-1)?.offset ?? -gap) + gap;
  };

  return {
    addRun,
    add(offset, at, level) {
      one.fill(0);
      one[level] = 1;
      if (at !== undefined) addRun(offset, timeOf(at, zone), one, () => at);
      else {
        records++;
        untimed++;
      }
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
