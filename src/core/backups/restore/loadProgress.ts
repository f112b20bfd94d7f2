import type { DumpBytes } from '../dump/dumpBytes';
import type { LoadProgress } from './load';

/** How often progress is told while bytes move. Milliseconds. */
const interval = 100;

/** Adds up what happens in a load. */
export interface ProgressOfLoad {
  bytes(count: number): void;
  rows(table: string, count: number): void;
  /** The indexes of a table are being built. */
  indexes(table: string): void;
  /** A table is ready. */
  table(name: string): void;
  phase(phase: LoadProgress['phase']): void;
  end(): void;
}

export function createProgress(dump: DumpBytes, tell: ((progress: LoadProgress) => void) | undefined): ProgressOfLoad {
  let dumpBytes = 0;
  let rows = 0;
  let current: string | undefined;
  let phase: LoadProgress['phase'] = 'rows';
  let told = -interval;
  const done = new Set<string>();
  const building = new Set<string>();

  const show = (always: boolean): void => {
    const now = performance.now();
    if (tell === undefined || (!always && now - told < interval)) return;
    told = now;
    tell({
      readBytes: dump.readBytes(),
      totalBytes: dump.totalBytes,
      dumpBytes,
      rows,
      tablesDone: done.size,
      ...(current === undefined ? {} : { table: current }),
      phase,
    });
  };

  return {
    bytes(count) {
      dumpBytes += count;
      show(false);
    },
    rows(table, count) {
      rows += count;
      current = table;
      show(false);
    },
    indexes(table) {
      building.add(table);
      if (dump.readBytes() >= dump.totalBytes) {
        phase = 'indexes';
        current = table;
        show(true);
      }
    },
    table(name) {
      building.delete(name);
      done.add(name);
      const [next] = building;
      if (phase === 'indexes' && next !== undefined) current = next;
      show(phase === 'indexes');
    },
    phase(next) {
      phase = next;
      current = undefined;
      show(true);
    },
    end: () => show(true),
  };
}
