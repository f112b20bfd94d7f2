import type { Evidence } from './area';
import { projectOf, type FileFacts } from './facts';

/** Those of the named packages that composer.lock installs for production. */
export function installed(files: FileFacts, names: readonly string[]): readonly string[] {
  const { packages } = projectOf(files);
  return names.filter((name) => packages.get(name)?.dev === false);
}

/** "laravel/pulse 1.4.2 is installed." */
export function packageEvidence(files: FileFacts, names: readonly string[]): readonly Evidence[] {
  const { packages } = projectOf(files);
  return names.map((name) => ({
    fact: `${name} ${packages.get(name)?.version ?? ''} is installed.`,
    source: 'composer.lock',
  }));
}
