// What spatie/laravel-backup's own DefaultStrategy deletes, against ours, over seeded series of archives. The package is not
// part of this repository: LARAVEL_OPS_SPATIE names folders of it ("v6:v10", as PATH does), LARAVEL_OPS_SERIES how many
// series. Without them the unit tests compare with what it answered when `UPDATE_GOLDEN=1` was set here last.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { decided, recorded } from '../fixtures/retention/decided';
import { seriesOf } from '../fixtures/retention/series';
import { laravel13, laravel8, type LaravelHost } from './laravelHosts';
import { isThere } from './servers';

const autoload = '/usr/share/php/Illuminate/autoload.php';
const script = fileURLToPath(new URL('../fixtures/retention/clean.php', import.meta.url));
const sources = (process.env['LARAVEL_OPS_SPATIE'] ?? '').split(delimiter).filter((folder) => folder !== '');
const count = Number(process.env['LARAVEL_OPS_SERIES'] ?? 500);
// Carbon 2 comes with the one, Carbon 3 with the other: they date an archive by the disk's time in different zones.
const hosts = [
  { name: 'Carbon 2', host: laravel8(), utc: false },
  { name: 'Carbon 3', host: laravel13(inject('laravel13')), utc: true },
].flatMap(({ host, ...more }) => (isThere(host) ? [{ host, ...more }] : []));
if (sources.length === 0)
  console.warn('retention: skipped, LARAVEL_OPS_SPATIE names no source of spatie/laravel-backup.');

/** Positions of the files that the package deletes, for each series. */
function asked(host: LaravelHost, from: string, seeds: readonly number[]): readonly (readonly number[])[] {
  const folder = mkdtempSync(join(host.prefix === '' ? '/' : host.prefix, 'tmp/retention-'));
  cpSync(script, join(folder, 'clean.php'));
  cpSync(join(from, 'src'), join(folder, 'src'), { recursive: true });
  const source = folder.slice(host.prefix.length);
  const cases = seeds.map(seriesOf).map(({ zone, now, rules, files }) => ({
    zone,
    now: `${Math.floor(now.getTime() / 1000)}.${String(now.getTime() % 1000).padStart(3, '0')}000`,
    rules: {
      keep_all_backups_for_days: rules.allDays,
      keep_daily_backups_for_days: rules.dailyDays,
      keep_weekly_backups_for_weeks: rules.weeklyWeeks,
      keep_monthly_backups_for_months: rules.monthlyMonths,
      keep_yearly_backups_for_years: rules.yearlyYears,
      delete_oldest_backups_when_using_more_megabytes_than: rules.megabytes,
    },
    files: files.map(({ name, modifiedAt, sizeBytes }) => ({
      name,
      modified: modifiedAt.getTime() / 1000,
      size: sizeBytes,
    })),
  }));
  const input = JSON.stringify({ source, autoload, cases });
  const [program = 'php', ...first] = host.command;
  const options = { input, maxBuffer: 1 << 28, encoding: 'utf8' } as const;
  const { stdout, stderr, status } = spawnSync(program, [...first, `${source}/clean.php`], options);
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as number[][];
}

const cases = sources.flatMap((source) => hosts.map((with_) => ({ source, ...with_ })));

describe.runIf(cases.length > 0)('the package deletes what we say', () => {
  test.each(cases)('$source with $name', ({ source, host, utc }) => {
    const seeds = Array.from({ length: count }, (_, index) => index + 1);
    const theirs = asked(host, source, seeds);
    const wrong = seeds.filter((seed, index) => {
      const { zone, rules } = seriesOf(seed);
      const noLimitIsNone = /(?:^|\/)v?[67](?:\.|$)/.test(source) && rules.megabytes === null;
      const zones = { app: zone, modified: utc ? 'UTC' : zone };
      const ours = decided(seed, zones, noLimitIsNone ? { ...rules, megabytes: 0 } : rules);
      return JSON.stringify(ours) !== JSON.stringify(theirs[index]);
    });
    expect(wrong).toEqual([]);
    if (process.env['UPDATE_GOLDEN'] === '1' && source === sources.at(-1) && !utc)
      writeFileSync(recorded, `${JSON.stringify(theirs.slice(0, 300))}\n`);
  });
});
