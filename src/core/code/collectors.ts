import type { Collector } from './collector';

/** Facts that several rules, the readiness report and the rate-limit inventory share. */
export const sharedCollectors: readonly Collector<unknown>[] = [];
