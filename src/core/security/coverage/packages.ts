import { classIndex } from '../../code/classes';
import { classTexts } from '../../code/classTexts';
import { asBoolean, asString } from '../../laravel/value';
import type { AuthEvent } from './authEvents';
import type { CoverageContext } from './authEventCoverage';
import type { RecordField } from './recordedFields';

/** What an installed package does about an event by itself. */
export interface PackageRecord {
  readonly name: string;
  readonly records: boolean;
  /** What it comes down to where it does not record, and nothing else does. */
  readonly otherwise: 'notLogged' | 'unknown';
  readonly fields: readonly RecordField[];
  readonly why: string;
}

const authenticationLog = 'rappasoft/laravel-authentication-log';

/** Its listeners (LaravelAuthenticationLogServiceProvider), by the key of its configuration's `events` and `listeners`. */
const listened: Readonly<Record<string, string>> = {
  Login: 'login',
  Failed: 'failed',
  Logout: 'logout',
  OtherDeviceLogout: 'other-device-logout',
};

/**
 * rappasoft/laravel-authentication-log records by itself, for models that use its trait. spatie/laravel-activitylog and
 * owen-it/laravel-auditing record logins only where a listener calls them, which is seen in the listener.
 */
export function recordingPackage(event: AuthEvent, context: CoverageContext): PackageRecord | undefined {
  const key = event.from === 'laravel/framework' ? listened[event.name] : undefined;
  if (key === undefined || !context.project.packages.has(authenticationLog)) return undefined;
  const name = authenticationLog;
  const { config } = context.project;
  const other = asString(config.get(`authentication-log.events.${key}`));
  if (other !== undefined && other.replace(/^\\/, '') !== event.className)
    return { name, records: false, otherwise: 'unknown', fields: [], why: `${name} listens to another event here.` };
  if (asBoolean(config.get('authentication-log.enabled')) === false)
    return { name, records: false, otherwise: 'notLogged', fields: [], why: `${name} is turned off.` };
  const uses = classIndex(context.code).all.some(({ traits }) =>
    traits.some((each) => each.endsWith('\\AuthenticationLoggable')),
  );
  if (!uses) {
    const certain = context.code.complete(classTexts);
    return {
      name,
      records: false,
      otherwise: certain ? 'notLogged' : 'unknown',
      fields: [],
      why: `${name} is installed, and no model uses its trait AuthenticationLoggable.`,
    };
  }
  const why =
    event.name === 'Failed'
      ? `${name} records it for accounts that exist; tries on other names are not recorded.`
      : `${name} records it.`;
  return { name, records: true, otherwise: 'notLogged', fields: ['user', 'ip', 'userAgent', 'time'], why };
}
