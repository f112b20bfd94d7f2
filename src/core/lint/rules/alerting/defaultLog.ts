import type { Code } from '../../../code/collector';
import { type LogChannels, type LogTarget, logChannels } from '../../../code/logging/logChannels';
import { logUseCollector } from '../../../code/logging/logUse';
import type { Location } from '../../../finding';
import { at, type Origin, type Value } from '../../../laravel/value';
import type { EvaluatedEnvironment } from '../../rule';
import { configLocation, locationOf } from '../../written';

/** The channel that an environment logs to when code names none. */
export interface DefaultLog {
  readonly name: string;
  readonly target: LogTarget;
  readonly channels: LogChannels;
}

/** Undefined where it is not certain: no name, or a stack that could not be followed. */
export function defaultLog({ project }: EvaluatedEnvironment): DefaultLog | undefined {
  const channels = logChannels(project);
  const name = channels.default;
  if (name === undefined || name === null || channels.names === undefined) return undefined;
  const target = channels.target(name);
  return target.complete ? { name, target, channels } : undefined;
}

/** Whether code sets `logging.…` when the application starts: then files do not say which channels there are. */
export function setsLogging(code: Code): boolean {
  return !code.complete(logUseCollector) || code.facts(logUseCollector).some(({ kind }) => kind === 'configure');
}

/** Where a stack names its channels, when that is written by the application: in the environment file, else in the configuration. */
export function stackList(
  { project, envFile }: EvaluatedEnvironment,
  stack: string,
): { readonly value: Value; readonly location: Location; readonly origin: Origin } | undefined {
  const value = at(project.config.get('logging.channels'), `${stack}.channels`);
  if (value.kind !== 'array' && value.kind !== 'known') return undefined;
  const inEnv = value.origins.filter(({ source, file }) => source === 'env' && file === envFile);
  const [origin] = inEnv.length === 1 ? inEnv : value.origins.filter(({ source }) => source === 'config');
  const location = origin?.source === 'env' ? locationOf(origin) : configLocation(value);
  return origin === undefined || location === undefined ? undefined : { value, location, origin };
}
