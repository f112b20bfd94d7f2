import { formatCount, formatDuration } from '../../base/format';
import type { Fix } from '../../finding';

/** One thing about a server's health, judged. `unknown`: it could not be read, or too little happened to say. */
export interface HealthFact {
  /** "bufferPool" */
  readonly id: string;
  /** "Buffer pool" */
  readonly title: string;
  /** "99.8 % of reads from memory" */
  readonly value: string;
  readonly verdict: 'good' | 'attention' | 'unknown';
  /** Where it comes from and what it means, one sentence a line. */
  readonly details: readonly string[];
  /** What an administrator could run or write; nothing of it is run by us. */
  readonly remedies: readonly HealthRemedy[];
}

/** One thing that could be done: a text for the clipboard, or an edit of the application's own files. */
export interface HealthRemedy {
  readonly title: string;
  readonly copies?: string;
  readonly fix?: Fix;
}

type Parts = Partial<Pick<HealthFact, 'details' | 'remedies'>>;

const made =
  (verdict: HealthFact['verdict']) =>
  (id: string, title: string, value: string, { details = [], remedies = [] }: Parts = {}): HealthFact => ({
    id,
    title,
    value,
    verdict,
    details,
    remedies,
  });

/** It is as it should be. */
export const good = made('good');
/** A person should look at it. */
export const attention = made('attention');
/** Nobody can say. */
export const unknown = made('unknown');

/** A counter or variable as a number; undefined where the server did not say it. */
export function numberOf(values: Readonly<Record<string, string>>, name: string): number | undefined {
  const text = values[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** How often something happened a second since the server started; undefined within its first hour, which says nothing yet. */
export function perSecond(status: Readonly<Record<string, string>>, name: string): number | undefined {
  const count = numberOf(status, name);
  const uptime = numberOf(status, 'uptime');
  return count === undefined || uptime === undefined || uptime < 3600 ? undefined : count / uptime;
}

/** A rate for people: "0.2 a second", "1,200 a second". */
export function rateText(rate: number): string {
  return `${rate < 10 ? rate.toFixed(1) : formatCount(rate)} a second`;
}

/** Whole seconds for people. */
export function secondsText(seconds: number): string {
  return seconds < 1 ? 'less than a second' : formatDuration(seconds * 1000);
}
