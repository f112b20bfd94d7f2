import type { ComposerManifest } from './composer';
import type { InstalledPackage, LaravelVersion } from './project';

/** What the files say about the framework's version, most trusted first. */
export interface VersionEvidence {
  readonly lock?: ReadonlyMap<string, InstalledPackage>;
  readonly installed?: ReadonlyMap<string, InstalledPackage>;
  /** Text of vendor/laravel/framework/src/Illuminate/Foundation/Application.php. */
  readonly application?: string;
  readonly manifest?: ComposerManifest;
}

const framework = 'laravel/framework';

/** Which Laravel the application uses: what is locked, else what is installed, else what is asked for. */
export function laravelVersion(evidence: VersionEvidence): LaravelVersion {
  const locked = evidence.lock?.get(framework)?.version;
  if (locked !== undefined) return exact(locked, 'composer.lock');
  const installed = evidence.installed?.get(framework)?.version;
  if (installed !== undefined) return exact(installed, 'installed.json');
  const constant = /\bconst\s+VERSION\s*=\s*['"]v?([^'"]+)['"]/.exec(evidence.application ?? '')?.[1];
  if (constant !== undefined) return exact(constant, 'Application.php');
  const constraint = evidence.manifest?.requires.get(framework);
  const major = constraint === undefined ? undefined : newestMajor(constraint);
  return major === undefined ? { source: 'unknown' } : { major, source: 'composer.json' };
}

function exact(version: string, source: LaravelVersion['source']): LaravelVersion {
  const major = /^v?(\d+)(?:\.|$)/.exec(version)?.[1] ?? /^(\d+)\.x-dev$/.exec(version)?.[1];
  return { full: version, source, ...(major === undefined ? {} : { major: Number(major) }) };
}

/** "^10.0 || ^11.0" → 11: composer takes the newest that the other packages allow. Upper bounds ("<12") do not count. */
function newestMajor(constraint: string): number | undefined {
  const majors: number[] = [];
  for (const match of constraint.matchAll(/(^|[\s,|])([<>=^~!v]*)\s{0,20}(\d+)(?=[.\s,|*x-]|$)/g)) {
    const operator = match[2] ?? '';
    if (operator.startsWith('<') || operator.startsWith('!')) continue;
    majors.push(Number(match[3]));
  }
  return majors.length === 0 ? undefined : Math.max(...majors);
}
