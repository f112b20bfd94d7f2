import type { Fix } from '../../../finding';
import { setEnvValue } from '../../../laravel/envEdit';
import { asString, type Value } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, readHere, writtenValue } from '../../written';
import { isOff, nullFollowsRequest, setTrue, urlScheme } from './sessionCookie';

/** SEC005: SameSite=None without Secure, which browsers refuse. */
export const samesiteNoneInsecure: Rule = {
  code: 'SEC005',
  slug: 'samesite-none-insecure',
  area: 'securityEventLogging',
  severity: 'warning',
  title: 'SameSite=None without Secure',
  *check(context) {
    for (const environment of context.environments) {
      const written = writtenValue(environment, 'session.same_site');
      if (written === undefined || asString(written.value)?.toLowerCase() !== 'none') continue;
      const why = notSecure(environment);
      if (why === undefined) continue;
      const place = writtenValue(environment, 'session.secure')?.location;
      const related = place === undefined ? [] : [{ location: place, message: '`session.secure` is off here.' }];
      yield {
        rule: 'SEC005',
        severity: 'warning',
        message: `Browsers refuse the session cookie: SameSite=None needs Secure, and ${why}.`,
        location: written.location,
        related: [...(readHere(context, written) ?? []), ...related],
        fixes: makeSecure(context, environment),
      };
    }
  },
};

/** Why the cookie goes out without Secure; undefined when it has it, or when that is not certain. */
function notSecure(environment: EvaluatedEnvironment): string | undefined {
  const secure: Value = environment.project.config.get('session.secure');
  const written = writtenValue(environment, 'session.secure');
  if (written !== undefined && isOff(written)) return '`session.secure` is off';
  const isNull = secure.kind === 'absent' || (secure.kind === 'known' && secure.value === null);
  if (!isNull || environment.project.env === undefined) return undefined;
  const follows = nullFollowsRequest(environment);
  if (follows === false) return '`session.secure` is null, which this Laravel takes for off';
  return follows === true && urlScheme(environment) === 'http' ? 'the application is served over http' : undefined;
}

/** `true` where the value is written, else the variable that config/session.php reads. */
function makeSecure(context: RuleContext, environment: EvaluatedEnvironment): readonly Fix[] {
  const written = writtenValue(environment, 'session.secure');
  if (written !== undefined) return [setTrue(written, 'secure')];
  const secure = environment.project.config.get('session.secure');
  const key = secure.kind === 'known' ? secure.origins.find(({ source }) => source === 'default')?.envKey : undefined;
  const text = context.textOf(environment.envFile);
  if (key === undefined || text === undefined || configLocation(secure) === undefined) return [];
  const edits = setEnvValue(text, key, 'true');
  return [{ title: `Set ${key}=true`, preferred: true, edits: [{ file: environment.envFile, edits }] }];
}
