import { throwIfAborted } from '../../core/base/abort';
import { timeOf } from '../../core/security/moment';
import { recordsOf } from '../../core/security/logs/recordsOf';
import { groupsFrom } from './pages';
import type { LogText } from './logText';

/** Records of several processes are written out of order by a little; it is bisected down to this, then read. */
const nearBytes = 64 * 1024;

/**
 * Offset of the first record of a file that was written at or after a moment; `after` when all are older or none has a
 * moment that is understood.
 *
 * @param zone what moments without an offset are in
 */
export async function seekIn(
  text: LogText,
  time: number,
  zone: string,
  signal: AbortSignal,
): Promise<number | 'after'> {
  let low = 0;
  let high = await text.size(signal);
  while (high - low > nearBytes) {
    throwIfAborted(signal);
    const middle = low + Math.floor((high - low) / 2);
    const found = await firstTimed(text, middle, high, zone, signal);
    if (found === undefined || found.time >= time) high = middle;
    else low = Math.max(middle, found.offset);
  }
  return readOn(text, Math.max(0, low - nearBytes), time, zone, signal);
}

/** The first record from a place on that has a moment, before another place. */
async function firstTimed(
  text: LogText,
  from: number,
  before: number,
  zone: string,
  signal: AbortSignal,
): Promise<{ readonly offset: number; readonly time: number } | undefined> {
  for (let offset = from; offset < before; ) {
    const { groups, atEnd } = await groupsFrom(text, offset, 16, signal);
    for (const { at, offset: start } of recordsOf(groups)) {
      const time = at === undefined ? undefined : timeOf(at, zone);
      if (time !== undefined && start >= from) return { offset: start, time };
    }
    if (atEnd) return undefined;
    offset = (groups.at(-1)?.offset ?? offset) + 1;
  }
  return undefined;
}

async function readOn(
  text: LogText,
  from: number,
  time: number,
  zone: string,
  signal: AbortSignal,
): Promise<number | 'after'> {
  for (let offset = from; ; ) {
    throwIfAborted(signal);
    const { groups, atEnd } = await groupsFrom(text, offset, 256, signal);
    for (const { at, offset: start } of recordsOf(groups)) {
      const written = at === undefined ? undefined : timeOf(at, zone);
      if (written !== undefined && written >= time) return start;
    }
    if (atEnd) return 'after';
    offset = (groups.at(-1)?.offset ?? offset) + 1;
  }
}
