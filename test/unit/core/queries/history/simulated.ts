// Counters of one statement as a server would have shown them, seeded: lognormal times of calls, a day's and a week's pattern,
// load that drifts, nights with few calls.
import type { HistorySnapshot } from '../../../../../src/core/queries/history/history';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Simulation {
  readonly seed: number;
  readonly days: number;
  readonly minutes: number;
  /** Times slower from `stepDay` on. */
  readonly factor?: number;
  readonly stepDay?: number;
  /** How many times slower weekends are. */
  readonly weekend?: number;
}

/** Mean time and calls vary from seed to seed. */
export function simulate({
  seed,
  days,
  minutes,
  factor = 1,
  stepDay = Infinity,
  weekend,
}: Simulation): HistorySnapshot[] {
  const next = random(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const base = 0.5 * Math.exp(next() * 6); // 0.5 to 200 ms
  const perHour = 10 * Math.exp(next() * 7); // 10 to 11,000
  const sigma = 0.4 + next() * 1.2;
  const amplitude = next() * 0.4;
  const slower = weekend ?? 0.8 + next() * 0.6;
  const start = Date.UTC(2026, 0, 5);
  let drift = 0;
  let calls = 0;
  let totalMs = 0;
  let rowsExamined = 0;
  const snapshots: HistorySnapshot[] = [];
  for (let minute = 0; minute <= days * 1440; minute += minutes) {
    const day = minute / 1440;
    if (minute > 0) {
      const busy = 0.55 + 0.45 * Math.sin(2 * Math.PI * (day - 0.3));
      const expected = (perHour * minutes * busy) / 60;
      const count = Math.max(0, Math.round(expected + normal() * Math.sqrt(expected)));
      // 20 % up and down, over some six hours.
      const kept = Math.exp(-minutes / 360);
      drift = kept * drift + 0.2 * Math.sqrt(1 - kept * kept) * normal();
      const week = Math.floor(day) % 7 >= 5 ? slower : 1;
      const level = base * week * (1 + amplitude * (busy - 0.5)) * Math.exp(drift) * (day > stepDay ? factor : 1);
      // The mean of `count` lognormal calls: drawn for few, by its own normal for many.
      let mean = 0;
      if (count > 0 && count <= 40) {
        for (let call = 0; call < count; call++) mean += Math.exp(sigma * normal() - (sigma * sigma) / 2) / count;
      } else if (count > 0) {
        mean = Math.max(0.2, 1 + (normal() * Math.sqrt(Math.exp(sigma * sigma) - 1)) / Math.sqrt(count));
      }
      calls += count;
      totalMs += count * mean * level;
      rowsExamined += count * 100 * (day > stepDay ? factor : 1);
    }
    snapshots.push({
      at: new Date(start + minute * 60_000).toISOString(),
      source: 'performance_schema',
      series: 'simulated',
      statements: [{ digest: 'd', calls, totalMs, rowsExamined }],
    });
  }
  return snapshots;
}
