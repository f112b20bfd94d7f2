import { relativePath } from '../base/path';
import type { Finding, Location } from '../finding';
import type { KnownValue, Origin, Value } from '../laravel/value';
import type { EvaluatedEnvironment, RuleContext } from './rule';

/** A value that somebody wrote down, with the place to point at. */
export interface WrittenValue {
  readonly value: KnownValue;
  /** The environment variable's line in the environment file, or the literal in the application's config file. */
  readonly origin: Origin;
  readonly location: Location;
}

/**
 * The value of a configuration key when it is certain and explicit: written in this environment file, or a literal in the
 * application's own config file. A default of `env()` is not explicit, since the server may set the variable; nor is
 * what the framework or a package brings.
 */
export function writtenValue(environment: EvaluatedEnvironment, path: string): WrittenValue | undefined {
  const value = environment.project.config.get(path);
  if (value.kind !== 'known') return undefined;
  const origin = originInFile(value, environment.envFile) ?? literalOrigin(value);
  const location = origin === undefined ? undefined : locationOf(origin);
  return origin === undefined || location === undefined ? undefined : { value, origin, location };
}

/** The one place in `file` that a value was read from as an environment variable; undefined when there is none or several. */
export function originInFile(value: KnownValue, file: string): Origin | undefined {
  const found = value.origins.filter((origin) => origin.source === 'env' && origin.file === file);
  return found.length === 1 ? found[0] : undefined;
}

/** The origin of a value that is written in the application's config file itself and nowhere else. */
export function literalOrigin(value: KnownValue): Origin | undefined {
  const [only, ...others] = value.origins;
  return only?.source === 'config' && others.length === 0 ? only : undefined;
}

/** The outermost place in the application's own config files that a value stands at: where the key's expression is. */
export function configLocation(value: Value): Location | undefined {
  if (value.kind === 'absent') return undefined;
  const origin = value.origins.find(
    ({ source, file, range }) => source === 'config' && file !== undefined && range !== undefined,
  );
  return origin === undefined ? undefined : locationOf(origin);
}

export function locationOf(origin: Origin): Location | undefined {
  return origin.file === undefined || origin.range === undefined
    ? undefined
    : { file: origin.file, range: origin.range };
}

/** Where the configuration reads an environment variable: related places of a finding on the variable's value. */
export function readHere(context: Pick<RuleContext, 'root'>, { value, origin }: WrittenValue): Finding['related'] {
  if (origin.source !== 'env') return [];
  return value.origins.flatMap((each) => {
    const location = each.source === 'config' ? locationOf(each) : undefined;
    if (location === undefined) return [];
    const file = relativePath(context.root, location.file);
    return [{ location, message: `${file} reads ${origin.envKey ?? 'it'} here.` }];
  });
}
