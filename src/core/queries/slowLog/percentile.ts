/** Counts of values in buckets of 5 %, as performance_schema's histograms have them: small whatever the number of values. */
export interface Percentiles {
  add(value: number): void;
  /** The end of the bucket that holds this share (0 to 1) of the values: an upper bound. Undefined without values. */
  upperBound(share: number): number | undefined;
}

const step = Math.log(1.05);
/** Smaller values count as this one, a microsecond in milliseconds. */
const smallest = 0.001;

export function createPercentiles(): Percentiles {
  const counts = new Map<number, number>();
  let all = 0;
  let most = 0;
  return {
    add(value) {
      const bucket = value <= smallest ? 0 : Math.ceil(Math.log(value / smallest) / step - 1e-9);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      all++;
      if (value > most) most = value;
    },
    upperBound(share) {
      if (all === 0) return undefined;
      let seen = 0;
      for (const bucket of [...counts.keys()].sort((a, b) => a - b)) {
        seen += counts.get(bucket) ?? 0;
        if (seen >= share * all) return Math.min(most, smallest * Math.exp(bucket * step));
      }
      return most;
    },
  };
}
