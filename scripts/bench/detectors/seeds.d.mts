import type { Detection } from '../../../src/core/security/findings/detection';

/** Attacks and how many were found, findings and how many are about none. */
export interface Count {
  attacks: number;
  found: number;
  findings: number;
  wrong: number;
}

export function loadDetection(folder: string): Promise<() => Detection>;
export function scoreSeeds(
  createDetection: () => Detection,
  first: number,
  last: number,
  say?: (line: string) => void,
): { counts: Map<string, Count>; events: number; ms: number };
export function tableOf(counts: Map<string, Count>): string;
export function total(counts: Map<string, Count>): Count;
