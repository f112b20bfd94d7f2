import type { LaravelVersion } from '../../laravel/project';

/**
 * Whether the installed Laravel is at least this version. Undefined when only a constraint or nothing is known and the
 * answer hangs on more than that.
 *
 * @param wanted major, minor
 */
export function isAtLeast({ full, major }: LaravelVersion, wanted: readonly [number, number]): boolean | undefined {
  const [wantedMajor, wantedMinor] = wanted;
  const parts = /^v?(\d+)\.(\d+)(?:\.|$|-)/.exec(full ?? '');
  const known = parts === null ? major : Number(parts[1]);
  if (known === undefined) return undefined;
  if (known !== wantedMajor) return known > wantedMajor;
  if (wantedMinor === 0) return true;
  return parts === null ? undefined : Number(parts[2]) >= wantedMinor;
}
