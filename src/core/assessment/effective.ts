import { relativePath } from '../base/path';
import { roleOfAppEnv } from '../connections/role';
import type { Location } from '../finding';
import { asString, type Origin, type Scalar } from '../laravel/value';
import { locationOf } from '../lint/written';
import type { Evidence } from './area';
import { environmentOf, projectOf, type FileFacts } from './facts';

/** A configuration value as the environment that is judged has it, or why it is not known. */
export type Effective =
  | { readonly known: true; readonly value: Scalar; readonly evidence: readonly Evidence[] }
  | { readonly known: false; readonly why: string };

/**
 * The value of a configuration key. A key that nobody sets is null, as Laravel answers. What a local environment's file
 * says, or what it leaves to a default of `env()`, says nothing about servers and is not known.
 */
export function effective(files: FileFacts, path: string): Effective {
  if (files.environment !== undefined && environmentOf(files) === undefined)
    return { known: false, why: `no environment file of ${files.environment} was read` };
  const value = projectOf(files).config.get(path);
  if (value.kind === 'absent') return { known: true, value: null, evidence: [] };
  if (value.kind === 'unknown') return { known: false, why: `${path} is not known from the files: ${value.detail}` };
  if (value.kind === 'array') return { known: false, why: `${path} is a list` };
  const fromEnv = value.origins.some(({ source }) => source === 'env' || source === 'default');
  if (fromEnv && isLocal(files)) return { known: false, why: `only a local environment says ${path}` };
  return { known: true, value: value.value, evidence: evidenceOf(files, path, value.value, value.origins) };
}

/** The text of a configuration key; undefined when it is no text or not known. */
export function effectiveText(files: FileFacts, path: string): string | undefined {
  const found = effective(files, path);
  return found.known && typeof found.value === 'string' ? found.value : undefined;
}

/** The environment that is judged calls itself local, in settings or in its file. */
export function isLocal(files: FileFacts): boolean {
  const environment = environmentOf(files);
  if (environment === undefined) return false;
  const { statedRole, project } = environment;
  return (statedRole === 'unknown' ? roleOfAppEnv(asString(project.config.get('app.env'))) : statedRole) === 'local';
}

/** Names of keys whose values are never quoted, whatever they hold. */
const secretName = /pass|secret|token|key|credential|dsn|url/i;

function evidenceOf(files: FileFacts, path: string, value: Scalar, origins: readonly Origin[]): readonly Evidence[] {
  const shown = secretName.test(path) ? 'is set' : `is ${JSON.stringify(value)}`;
  const written = origins.findLast((origin) => locationOf(origin) !== undefined);
  const location: Location | undefined = written === undefined ? undefined : locationOf(written);
  const source = location === undefined ? "Laravel's own default" : relativePath(files.context.root, location.file);
  const how = written?.source === 'default' ? ', the default where the environment says nothing' : '';
  return [{ fact: `${path} ${shown}${how}.`, source, ...(location === undefined ? {} : { location }) }];
}

/** A fact at the outermost place of the application's files that made it so, or without one. */
export function placesOf(files: FileFacts, origins: readonly Origin[], fact: string): readonly Evidence[] {
  const location = origins.map(locationOf).find((each) => each !== undefined);
  const source = location === undefined ? 'configuration' : relativePath(files.context.root, location.file);
  return [{ fact, source, ...(location === undefined ? {} : { location }) }];
}
