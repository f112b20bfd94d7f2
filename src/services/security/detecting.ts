import type { Disposable } from '../../core/base/disposable';
import type { Finding } from '../../core/security/findings/finding';
import type { SecurityEvent } from '../../core/security/securityEvent';
import type { StreamDetection } from './parts';

/** Looks for attacks behind a stream, without holding it up. */
export interface Detecting extends Disposable {
  take(events: readonly SecurityEvent[]): void;
  /** As of a second ago at most; the same array until they are asked for anew. */
  findings(): readonly Finding[];
  /** Events that came faster than they could be looked at, and were not. */
  readonly missed: number;
}

/**
 * Milliseconds of work and of rest, events handed over at once, and events that may wait: some tens of megabytes. A flood of
 * events is when the rest of the window must stay responsive, and every one of them costs.
 */
const limits = { work: 12, rest: 12, batch: 50, waiting: 100_000, fresh: 1000 } as const;

/** @param onChange findings may have changed; at most once a second */
export function createDetecting(detection: StreamDetection, onChange: () => void): Detecting {
  let queue: SecurityEvent[] = [];
  let first = 0; // what is before was looked at
  let missed = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let known: readonly Finding[] = [];
  let stale = false;

  function work(): void {
    timer = undefined;
    const until = performance.now() + limits.work;
    while (first < queue.length && performance.now() < until) {
      detection.take(queue.slice(first, first + limits.batch));
      first += limits.batch;
    }
    if (first >= queue.length || first > limits.waiting / 2) {
      queue = queue.slice(first);
      first = 0;
    }
    if (!stale) {
      stale = true;
      telling = setTimeout(tell, known.length === 0 ? 0 : limits.fresh);
    }
    if (queue.length > 0) timer = setTimeout(work, limits.rest);
  }

  function tell(): void {
    telling = undefined;
    stale = false;
    known = detection.findings();
    onChange();
  }

  return {
    take(events) {
      const room = limits.waiting - (queue.length - first);
      missed += Math.max(0, events.length - room);
      queue.push(...events.slice(0, Math.max(0, room)));
      if (queue.length > 0) timer ??= setTimeout(work, 0);
    },
    findings: () => known,
    get missed() {
      return missed;
    },
    dispose() {
      clearTimeout(timer);
      clearTimeout(telling);
    },
  };
}
