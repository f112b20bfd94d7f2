import { instantInZone, wallTimeIn } from '../base/clock';
import type { CleanupRules } from './retentionConfig';

/** An archive as `backup:clean` sees it. */
export interface Retained {
  readonly path: string;
  /** As the package dates it, see `spatieDate`. */
  readonly date: Date;
  /** Time zone that days, weeks, months and years of `date` are counted in. */
  readonly zone: string;
  readonly sizeBytes: number;
}

/** The periods of DefaultStrategy, from the youngest to the oldest; in `all` everything is kept. */
export type KeptAs = 'all' | 'daily' | 'weekly' | 'monthly' | 'yearly';

/** What the next cleanup does with an archive. */
export type Retention =
  /** The newest is never deleted. */
  | { readonly kind: 'newest' }
  /** Kept, and not looked at again before `until`, unless the storage limit is exceeded by then. */
  | { readonly kind: 'kept'; readonly as: KeptAs; readonly until: Date }
  /** A newer one of the same day, week, month or year is kept. */
  | { readonly kind: 'superseded'; readonly in: Exclude<KeptAs, 'all'>; readonly by: string }
  /** Older than all periods together. */
  | { readonly kind: 'tooOld' }
  /** All archives together exceed the limit, and it is among the oldest. */
  | { readonly kind: 'noRoom'; readonly megabytes: number };

type Grouped = Exclude<KeptAs, 'all'>;
const groupedPeriods = ['daily', 'weekly', 'monthly', 'yearly'] as const satisfies readonly Grouped[];
const megabyte = 1024 * 1024;
const dayMs = 86_400_000;

/**
 * What Cleanup\Strategies\DefaultStrategy of spatie/laravel-backup v6 to v10 does: keeps the newest; then all of the first
 * period; then the newest of each day, week (`YW`: the calendar year with the ISO week), month and year of the periods that
 * follow one another; deletes what is older; then the oldest ones until the rest fits into the limit.
 *
 * @param zone the application's time zone, in which the periods are counted back
 * @returns by path; undefined when the zone is not known on this machine
 */
export function retention(
  archives: readonly Retained[],
  rules: CleanupRules,
  now: Date,
  zone: string,
): ReadonlyMap<string, Retention> | undefined {
  const bounds = boundsAt(now, rules, zone);
  if (bounds === undefined) return undefined;
  // PHP's sort is stable: of two that have the same second, the one that is listed first counts as newer.
  const sorted = [...archives].sort((a, b) => seconds(b) - seconds(a));
  const [newest, ...others] = sorted;
  const verdicts = new Map<string, Retention>();
  if (newest === undefined) return verdicts;
  const kept = new Map<string, Grouped>();
  supersede(others, bounds, verdicts, kept);
  for (const { path, date } of others)
    if (!verdicts.has(path) && date.getTime() < bounds.yearly.end) verdicts.set(path, { kind: 'tooOld' });
  makeRoom(newest, others, rules.megabytes, verdicts);
  const survivors = sorted.filter(({ path }) => !verdicts.has(path));
  for (const archive of others) {
    if (verdicts.has(archive.path)) continue;
    const as = kept.get(archive.path) ?? 'all';
    verdicts.set(archive.path, { kind: 'kept', as, until: untilOf(archive, as, survivors, rules, zone) });
  }
  return verdicts.set(newest.path, { kind: 'newest' });
}

const seconds = ({ date }: Retained): number => Math.floor(date.getTime() / 1000);

interface Bounds {
  readonly start: number;
  readonly end: number;
}

/** One archive of each group stays; both ends of a period belong to it (Carbon::between). */
function supersede(
  others: readonly Retained[],
  bounds: Readonly<Record<Grouped, Bounds>>,
  verdicts: Map<string, Retention>,
  kept: Map<string, Grouped>,
): void {
  for (const period of groupedPeriods) {
    const { start, end } = bounds[period];
    const keepers = new Map<string, string>();
    for (const archive of others) {
      const at = archive.date.getTime();
      if (at < Math.min(start, end) || at > Math.max(start, end)) continue;
      const group = groupOf(archive, period);
      const by = keepers.get(group);
      if (by !== undefined) verdicts.set(archive.path, { kind: 'superseded', in: period, by });
      else {
        keepers.set(group, archive.path);
        if (!kept.has(archive.path)) kept.set(archive.path, period);
      }
    }
  }
}

function makeRoom(
  newest: Retained,
  others: readonly Retained[],
  megabytes: number | null,
  verdicts: Map<string, Retention>,
): void {
  if (megabytes === null) return;
  const left = others.filter(({ path }) => !verdicts.has(path));
  let used = left.reduce((sum, { sizeBytes }) => sum + sizeBytes, newest.sizeBytes);
  for (let oldest = left.pop(); oldest !== undefined && used > megabytes * megabyte; oldest = left.pop()) {
    verdicts.set(oldest.path, { kind: 'noRoom', megabytes });
    used -= oldest.sizeBytes;
  }
}

/** The group that an archive belongs to in a period: PHP's `Ymd`, `YW`, `Ym`, `Y`. */
function groupOf({ date, zone }: Retained, period: Grouped): string {
  const wall = wallTimeIn(date, zone) ?? date;
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  switch (period) {
    case 'daily':
      return `${year}-${month}-${day}`;
    case 'weekly':
      return `${year}-${isoWeek(wall)}`;
    case 'monthly':
      return `${year}-${month}`;
    default:
      return String(year);
  }
}

/** Week of the year by ISO 8601: the one that holds the Thursday. */
function isoWeek(wall: Date): number {
  const day = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate());
  const thursday = day + (3 - ((new Date(day).getUTCDay() + 6) % 7)) * dayMs;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - first) / (7 * dayMs)) + 1;
}

/** What a period takes from a date, each step from the result of the one before, as the package does it. */
type Step = (wall: Date) => Date;
const days =
  (count: number): Step =>
  (wall) =>
    new Date(wall.getTime() - count * dayMs);
/** 31 March less a month is 3 March: PHP carries days that a month does not have over into the next. */
const months =
  (count: number): Step =>
  (wall) => {
    const moved = new Date(wall);
    moved.setUTCMonth(moved.getUTCMonth() - count);
    return moved;
  };

function stepsOf(rules: CleanupRules): Readonly<Record<KeptAs, readonly Step[]>> {
  const all = [days(rules.allDays)];
  const daily = [...all, days(rules.dailyDays)];
  const weekly = [...daily, days(7 * rules.weeklyWeeks)];
  const monthly = [...weekly, months(rules.monthlyMonths)];
  return { all, daily, weekly, monthly, yearly: [...monthly, months(12 * rules.yearlyYears)] };
}

function boundsAt(now: Date, rules: CleanupRules, zone: string): Readonly<Record<Grouped, Bounds>> | undefined {
  const steps = stepsOf(rules);
  const ends: Partial<Record<KeptAs, number>> = {};
  for (const period of ['all', ...groupedPeriods] as const) {
    let at: Date | undefined = now;
    for (const step of steps[period]) {
      const wall: Date | undefined = at === undefined ? undefined : wallTimeIn(at, zone);
      at = wall === undefined ? undefined : instantInZone(step(wall), zone);
    }
    if (at === undefined) return undefined;
    ends[period] = at.getTime();
  }
  const { all = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0 } = ends;
  return {
    daily: { start: all, end: daily },
    weekly: { start: daily, end: weekly },
    monthly: { start: weekly, end: monthly },
    yearly: { start: monthly, end: yearly },
  };
}

/** When an archive is looked at anew: it leaves its period, or a newer one of its group comes into it. */
function untilOf(
  archive: Retained,
  as: KeptAs,
  survivors: readonly Retained[],
  rules: CleanupRules,
  zone: string,
): Date {
  const steps = stepsOf(rules);
  const leaves = passes(archive.date, steps[as], zone);
  if (as === 'all') return leaves;
  const before = (['all', ...groupedPeriods] as const)[groupedPeriods.indexOf(as)] ?? 'all';
  const group = groupOf(archive, as);
  const rivals = survivors
    .filter((other) => other.date.getTime() > archive.date.getTime() && groupOf(other, as) === group)
    .map((other) => passes(other.date, steps[before], zone).getTime());
  return new Date(Math.min(leaves.getTime(), ...rivals));
}

/** The day on which `date` is passed by the end of a period that is counted back from that day. */
function passes(date: Date, steps: readonly Step[], zone: string): Date {
  const wall = wallTimeIn(date, zone) ?? date;
  const back = (from: Date): number => steps.reduce((at, step) => step(at), from).getTime();
  // Forward by as much as a look back from there is short of the date; months of different lengths need a second look.
  let at = wall.getTime();
  for (let tries = 0; tries < 4; tries++) at += wall.getTime() - back(new Date(at));
  for (at -= 4 * dayMs; back(new Date(at)) < wall.getTime(); at += dayMs) continue;
  return instantInZone(new Date(at), zone) ?? new Date(at);
}
