import { isAbsolutePath, relativePath } from '../../../base/path';
import { roleOfAppEnv } from '../../../connections/role';
import type { Severity } from '../../../finding';
import { configLeaves } from '../../../laravel/configLeaves';
import type { LaravelProject } from '../../../laravel/project';
import { asString, type KnownValue } from '../../../laravel/value';
import { knownProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { locationOf, originInFile } from '../../written';

/** File systems keep times as coarse as two seconds, and a clone writes all files within a moment. */
const tolerance = 2000;

/** GEN001: the cached configuration is older than the environment file, and a value in it is another one. */
export const staleConfigCache: Rule = {
  code: 'GEN001',
  slug: 'stale-config-cache',
  area: 'foundations',
  severity: 'warning',
  title: 'Cached configuration is out of date',
  *check(context) {
    const { project, root } = context;
    const { env, cachedConfig } = project;
    if (env?.modifiedAt === undefined || cachedConfig?.modifiedAt === undefined) return;
    if (env.modifiedAt.getTime() - cachedConfig.modifiedAt.getTime() <= tolerance) return;
    const environment = context.environments.find(({ envFile }) => envFile === env.file);
    const cache = relativePath(root, cachedConfig.file);
    const { tracked } = context.git;
    if (environment === undefined || (tracked !== 'unknown' && tracked.has(cache))) return;
    if (!isOfThisFolder(project)) return;
    const differing = differences(environment);
    const [first] = differing;
    if (first === undefined) return;
    const text = context.textOf(env.file) ?? '';
    const others = differing.length === 1 ? '' : ` (and ${differing.length - 1} more)`;
    yield {
      rule: 'GEN001',
      severity: severityOf(environment),
      message: `${cache} is older than this file: ${first.path} is still ${shown(first.cached)} there${others}, and Laravel reads the cache until it is cleared or written again.`,
      location: { file: env.file, range: { start: 0, end: /^[^\r\n]*/.exec(text)?.[0].length ?? 0 } },
      related: differing.slice(0, 5).flatMap(({ path, value, cached }) => {
        const origin = originInFile(value, env.file);
        const location = origin === undefined ? undefined : locationOf(origin);
        return location === undefined ? [] : [{ location, message: `${path} is ${shown(cached)} in the cache.` }];
      }),
      fixes: [
        { title: 'Copy php artisan config:clear', preferred: false, copies: 'php artisan config:clear', edits: [] },
        { title: 'Copy php artisan config:cache', preferred: false, copies: 'php artisan config:cache', edits: [] },
      ],
    };
  },
};

interface Difference {
  readonly path: string;
  readonly value: KnownValue;
  readonly cached: KnownValue;
}

/** Entries that come from the environment file, are certain on both sides and differ. Secrets are certain on neither. */
function differences({ project, envFile }: EvaluatedEnvironment): readonly Difference[] {
  const found: Difference[] = [];
  for (const { path, value } of configLeaves(project.config)) {
    if (value.kind !== 'known' || originInFile(value, envFile) === undefined) continue;
    const cached = project.cachedConfig?.get(path);
    if (cached?.kind !== 'known' || String(cached.value) === String(value.value)) continue;
    found.push({ path, value, cached });
  }
  return found;
}

/** Entries that hold absolute paths below the application in every Laravel. */
const paths = [
  'view.paths.0',
  'view.compiled',
  'filesystems.disks.local.root',
  'filesystems.disks.public.root',
  'logging.channels.single.path',
  'session.files',
  'cache.stores.file.path',
];

/** A cache that was made in another folder (a container, another machine) is another installation's. */
function isOfThisFolder({ root, cachedConfig }: LaravelProject): boolean {
  const found = paths.flatMap((path) => {
    const text = cachedConfig === undefined ? undefined : asString(cachedConfig.get(path));
    const slashed = text?.replaceAll('\\', '/');
    return slashed !== undefined && isAbsolutePath(slashed) ? [slashed] : [];
  });
  const folder = `${root}/`.toLowerCase();
  return found.some((path) => path.toLowerCase().startsWith(folder));
}

function severityOf(environment: EvaluatedEnvironment): Severity {
  if (knownProduction(environment) !== undefined) return 'warning';
  const staging =
    environment.statedRole === 'staging' ||
    roleOfAppEnv(asString(environment.project.config.get('app.env'))) === 'staging';
  return staging ? 'warning' : 'information';
}

function shown({ value }: KnownValue): string {
  if (typeof value !== 'string') return String(value);
  return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
}
