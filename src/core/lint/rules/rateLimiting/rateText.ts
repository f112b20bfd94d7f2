import type { Limit } from '../../../code/limiters/limiter';

const spans: ReadonlyMap<number, string> = new Map([
  [1, 'a second'],
  [60, 'a minute'],
  [3600, 'an hour'],
  [86_400, 'a day'],
]);

/** "60 requests a minute", with `before` in front; empty when the figures are not certain. */
export function rateText({ attempts, seconds }: Pick<Limit, 'attempts' | 'seconds'>, before = ''): string {
  if (attempts === undefined || seconds === undefined || !Number.isFinite(attempts)) return '';
  const requests = attempts === 1 ? '1 request' : `${attempts} requests`;
  const minutes = seconds / 60;
  const span = spans.get(seconds) ?? (Number.isInteger(minutes) ? `in ${minutes} minutes` : `in ${seconds} seconds`);
  return `${before}${requests} ${span}`;
}
