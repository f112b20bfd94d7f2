import { history, newPlaceDetector } from '../newPlace';
import { filterWord, named } from '../words';

/**
 * A login with a device that an account never had. Silent unless events carry the device (rappasoft's `device_name` or `device_id`): a
 * user agent changes with every update of a browser. People buy phones, so this is said and asks for nothing.
 */
export const newDevice = newPlaceDetector({
  id: 'newDevice',
  title: 'Login with a new device',
  explains: `A login with a device that the account never had, after ${history.logins} logins over ${history.days} days with at most ${history.values} devices. Only where events carry the device.`,
  valueOf: ({ device }) => device,
  describe: ({ subject }, value, before) => ({
    severity: 'info',
    title: `Login of ${named(subject)} with a new device`,
    summary: `${named(value)}; until now: ${before.map(named).join(', ')}`,
    why: `The account logged in at least ${history.logins} times over ${history.days} days and never with it.`,
    filter: filterWord('user', subject),
    advice: 'Nothing, unless something else speaks against this login.',
  }),
});
