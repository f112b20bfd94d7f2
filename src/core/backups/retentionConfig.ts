import type { LaravelProject } from '../laravel/project';
import { asString, at, type Origin, type Value } from '../laravel/value';
import { originsOf, reasonOf, spatieAtLeast, spatiePlaces } from './spatieConfig';

/** `backup.cleanup.default_strategy`. */
export interface CleanupRules {
  readonly allDays: number;
  readonly dailyDays: number;
  readonly weeklyWeeks: number;
  readonly monthlyMonths: number;
  readonly yearlyYears: number;
  /** 1 MB is 1,048,576 bytes here; null: no limit. */
  readonly megabytes: number | null;
}

/** What decides at a cleanup. */
export type CleanupStrategy =
  | { readonly kind: 'default'; readonly rules: CleanupRules; readonly origins: readonly Origin[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly origins: readonly Origin[] };

const defaultStrategy = 'Spatie\\Backup\\Tasks\\Cleanup\\Strategies\\DefaultStrategy';

/** The values of the package's own config/backup.php, the same in v6 to v10. */
const packageRules: CleanupRules = {
  allDays: 7,
  dailyDays: 16,
  weeklyWeeks: 8,
  monthlyMonths: 4,
  yearlyYears: 2,
  megabytes: 5000,
};

const keys = [
  ['allDays', 'keep_all_backups_for_days'],
  ['dailyDays', 'keep_daily_backups_for_days'],
  ['weeklyWeeks', 'keep_weekly_backups_for_weeks'],
  ['monthlyMonths', 'keep_monthly_backups_for_months'],
  ['yearlyYears', 'keep_yearly_backups_for_years'],
] as const;
const megabytesKey = 'delete_oldest_backups_when_using_more_megabytes_than';

/**
 * How `backup:clean` decides here; undefined where spatie/laravel-backup is not used. Laravel merges the application's file
 * with the package's at the top level; since v9 the package does so one level deeper too (Config::fromArray).
 */
export function cleanupStrategy(project: LaravelProject): CleanupStrategy | undefined {
  if (spatiePlaces(project) === undefined) return undefined;
  const cleanup = project.config.get('backup.cleanup');
  if (cleanup.kind === 'absent') return { kind: 'default', rules: packageRules, origins: [{ source: 'package' }] };
  const unknown = (reason: string, value: Value): CleanupStrategy => ({
    kind: 'unknown',
    reason,
    origins: originsOf(value),
  });
  if (cleanup.kind !== 'array') return unknown(`backup.cleanup ${reasonOf(cleanup)}`, cleanup);
  const deeper = spatieAtLeast(project, 9);
  const strategy = at(cleanup, 'strategy');
  const name = asString(strategy)?.replace(/^\\/, '');
  if (name === undefined && !(strategy.kind === 'absent' && deeper))
    return unknown(`backup.cleanup.strategy ${reasonOf(strategy)}`, strategy);
  if (name !== undefined && name !== defaultStrategy)
    return unknown(`${name.slice(name.lastIndexOf('\\') + 1)} decides, a class of the application's own`, strategy);
  const written = at(cleanup, 'default_strategy');
  if (written.kind === 'absent' && deeper) return { kind: 'default', rules: packageRules, origins: originsOf(cleanup) };
  const read = rulesOf(project, written);
  return typeof read === 'string'
    ? unknown(read, written)
    : { kind: 'default', rules: read, origins: originsOf(written) };
}

function rulesOf(project: LaravelProject, written: Value): CleanupRules | string {
  const rules: Record<(typeof keys)[number][0], number> = {
    allDays: 0,
    dailyDays: 0,
    weeklyWeeks: 0,
    monthlyMonths: 0,
    yearlyYears: 0,
  };
  for (const [name, key] of keys) {
    const value = at(written, key);
    const number = wholeNumber(value);
    if (number === undefined) return `backup.cleanup.default_strategy.${key} ${reasonOf(value)}`;
    rules[name] = number;
  }
  const limit = at(written, megabytesKey);
  if (limit.kind === 'known' && limit.value === null)
    // Before 8.7.0 null was multiplied to a limit of nothing: all but the newest were deleted.
    return { ...rules, megabytes: spatieAtLeast(project, 8, 7, 0) ? null : 0 };
  const megabytes = wholeNumber(limit);
  return megabytes === undefined
    ? `backup.cleanup.default_strategy.${megabytesKey} ${reasonOf(limit)}`
    : { ...rules, megabytes };
}

function wholeNumber(value: Value): number | undefined {
  const text = asString(value)?.trim() ?? '';
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}
