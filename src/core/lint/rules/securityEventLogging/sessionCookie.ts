import { laravelEnvCast } from '../../../laravel/env';
import type { Fix } from '../../../finding';
import { asString } from '../../../laravel/value';
import type { EvaluatedEnvironment } from '../../rule';
import type { WrittenValue } from '../../written';

/**
 * Whether people reach the application over https, as `app.url` says. The variable behind it is withheld from rules as a
 * possible secret: only its scheme is looked at, in the environment file itself.
 */
export function urlScheme({ project, envFile }: EvaluatedEnvironment): 'https' | 'http' | undefined {
  const value = project.config.get('app.url');
  if (value.kind === 'known') return schemeOf(asString(value));
  if (value.kind !== 'unknown' || value.reason !== 'withheld') return undefined;
  const inEnv = value.origins.filter(({ source, file }) => source === 'env' && file === envFile);
  const [origin] = inEnv;
  const entry = origin?.envKey === undefined || inEnv.length > 1 ? undefined : project.env?.content.get(origin.envKey);
  const text = entry === undefined ? undefined : laravelEnvCast(entry.value);
  return typeof text === 'string' ? schemeOf(text) : undefined;
}

function schemeOf(url: string | undefined): 'https' | 'http' | undefined {
  const scheme = /^(https?):\/\/[^/\s]/i.exec(url ?? '')?.[1]?.toLowerCase();
  return scheme === 'https' || scheme === 'http' ? scheme : undefined;
}

/** False as PHP makes it of a cookie's flag: false itself, and what is no null and converts to false. */
export function isOff({ value }: WrittenValue): boolean {
  const { value: scalar } = value;
  return scalar === false || scalar === 0 || scalar === '' || scalar === '0';
}

/**
 * What `session.secure` null means: from Laravel 11.21 on the cookie is secure whenever the request is (Symfony decides);
 * before, StartSession makes it false. Undefined when the version is not known that well.
 */
export function nullFollowsRequest({ project }: EvaluatedEnvironment): boolean | undefined {
  const { major, full } = project.version;
  if (major === undefined) return undefined;
  if (major !== 11) return major > 11;
  const minor = Number(full?.split('.')[1] ?? Number.NaN);
  return Number.isNaN(minor) ? undefined : minor >= 21;
}

/** Writes `true` in place of a value of `config/session.php` or of its variable. A variable that is not the cookie's alone decides more. */
export function setTrue({ origin, location: { file, range } }: WrittenValue, key: string): Fix {
  return {
    title: origin.source === 'env' ? `Set ${origin.envKey ?? 'the value'}=true` : `Set '${key}' => true`,
    preferred: origin.envKey === undefined || /COOKIE|SESSION/i.test(origin.envKey),
    edits: [{ file, edits: [{ range, newText: 'true' }] }],
  };
}
