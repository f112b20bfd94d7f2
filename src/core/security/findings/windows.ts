import { createLru } from './lru';
import type { Trace } from './trace';

/** Bounds of what is remembered: of one subject, of subjects, and of all of them together. */
export interface WindowLimits {
  /** Milliseconds of event time. */
  readonly span: number;
  readonly perSubject: number;
  readonly subjects?: number;
  readonly total?: number;
}

/** What was seen of each subject in the last `span` of event time. */
export interface Windows {
  /** @returns the subject's traces in the window, oldest first, this one included; valid until the next call */
  add(subject: string, trace: Trace): readonly Trace[];
  /** @returns what lies in the window that ends at `time` */
  get(subject: string, time: number): readonly Trace[];
  forget(subject: string): void;
  /** Traces of all subjects. */
  readonly size: number;
}

const nothing: readonly Trace[] = [];

/**
 * Sliding windows on event time. A time that goes back by more than the window begins anew: clocks were set, or another
 * file is read. Whoever sends a million subjects makes the ones that were quiet longest be forgotten, and nothing grow.
 */
export function createWindows({ span, perSubject, subjects = 5_000, total = 40_000 }: WindowLimits): Windows {
  let size = 0;
  const windows = createLru<Trace[]>(subjects, (forgotten) => (size -= forgotten.length));

  const prune = (traces: Trace[], time: number): void => {
    let gone = 0;
    for (const trace of traces) {
      if (Math.abs(time - trace.time) <= span) break;
      gone++;
    }
    if (gone > 0) traces.splice(0, gone);
    size -= gone;
  };

  return {
    add(subject, trace) {
      let traces = windows.get(subject);
      if (traces === undefined) {
        traces = [];
        windows.set(subject, traces);
      }
      prune(traces, trace.time);
      traces.push(trace);
      size++;
      if (traces.length > perSubject) {
        traces.shift();
        size--;
      }
      while (size > total) {
        const oldest = windows.oldest();
        if (oldest === undefined || oldest[1] === traces) break;
        size -= oldest[1].length;
        windows.delete(oldest[0]);
      }
      return traces;
    },
    get(subject, time) {
      const traces = windows.get(subject);
      if (traces === undefined) return nothing;
      prune(traces, time);
      return traces;
    },
    forget(subject) {
      size -= windows.get(subject)?.length ?? 0;
      windows.delete(subject);
    },
    get size() {
      return size;
    },
  };
}

/** How many different values a field has. */
export function distinct(traces: readonly Trace[], field: 'user' | 'ip' | 'route'): number {
  const values = new Set<string>();
  for (const trace of traces) {
    const value = trace[field];
    if (value !== undefined) values.add(value);
  }
  return values.size;
}

/** Those of the last `span` milliseconds before `time`; the traces stand in the order of time. */
export function within(traces: readonly Trace[], time: number, span: number): readonly Trace[] {
  const from = traces.findIndex((trace) => time - trace.time <= span);
  return from <= 0 ? (from < 0 ? [] : traces) : traces.slice(from);
}
