import type { Code } from '../../code/collector';
import { handlerBodies } from '../../code/events/handlerBodies';
import type { Location } from '../../finding';
import type { AuthEvent } from './authEvents';

/** What code that does the thing itself is called: a login controller, a service that resets passwords. */
const doers: Readonly<Record<string, RegExp>> = {
  Login: /log-?in|sign-?in|authenticat/i,
  Failed: /log-?in|sign-?in|authenticat/i,
  Lockout: /log-?in|sign-?in|authenticat|lockout/i,
  Logout: /log-?out|sign-?out/i,
  PasswordReset: /password/i,
  PasswordResetLinkSent: /password/i,
  Registered: /regist|sign-?up/i,
  Verified: /verif/i,
};

/**
 * Where the application writes a record without an event: from the controller or service itself. Then an event that nobody
 * listens to is not known to go unrecorded.
 */
export function ownRecord({ name, from }: AuthEvent, code: Code): Location | undefined {
  const pattern = from === 'laravel/framework' ? doers[name] : undefined;
  if (pattern === undefined) return undefined;
  for (const fact of code.facts(handlerBodies)) {
    if (fact.kind !== 'body' || fact.className === undefined || fact.className.includes('\\Listeners\\')) continue;
    const short = fact.className.slice(fact.className.lastIndexOf('\\') + 1);
    if (!pattern.test(short) && !pattern.test(fact.method)) continue;
    const [recording] = fact.recordings;
    // Errors and notes for developers are no records of people.
    const telling = fact.recordings.some(
      ({ how, level, marks }) => how !== 'log' || (level !== 'debug' && level !== 'error' && marks.includes('user')),
    );
    if (recording !== undefined && telling) return recording.location;
  }
  return undefined;
}
