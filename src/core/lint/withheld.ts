import type { Location } from '../finding';
import type { EnvEntry } from '../laravel/env';
import type { Value } from '../laravel/value';
import type { EvaluatedEnvironment, RuleContext } from './rule';
import { configLocation, locationOf } from './written';

/** The line of an environment file that a withheld value is. */
export interface WithheldLine {
  readonly key: string;
  readonly entry: EnvEntry;
  /** The value in the environment file. */
  readonly location: Location;
}

const plainEnv = /^\\?(?:Illuminate\\Support\\)?(?:env|Env::get)\s*\(\s*(['"])\w+\1\s*(?:,[^()]*)?\)$/;

/**
 * Rules are not given secrets, only where they stand: whether there is one is seen in the environment file. Undefined
 * unless the value is what a plain `env('KEY')` gives for one line of this file: `'base64:'.env('KEY')` is no empty key
 * when the line is empty.
 */
export function withheldLine(
  context: Pick<RuleContext, 'textOf'>,
  { project, envFile }: EvaluatedEnvironment,
  value: Value,
): WithheldLine | undefined {
  if (value.kind !== 'unknown' || value.reason !== 'withheld') return undefined;
  const [origin, ...others] = value.origins.filter(({ source }) => source === 'env');
  if (origin?.envKey === undefined || others.length > 0 || origin.file !== envFile) return undefined;
  // The framework's own configuration reads it plainly.
  const read = configLocation(value);
  if (read !== undefined && !plainEnv.test(context.textOf(read.file)?.slice(read.range.start, read.range.end) ?? ''))
    return undefined;
  const entry = project.env?.content.get(origin.envKey);
  const location = locationOf(origin);
  return entry === undefined || location === undefined ? undefined : { key: origin.envKey, entry, location };
}
