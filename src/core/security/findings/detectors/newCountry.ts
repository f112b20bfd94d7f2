import { history, newPlaceDetector } from '../newPlace';
import { filterWord, hour, named, spanWords } from '../words';

/** A journey shorter than this between countries is worth a second look: few airports are closer together. */
const journey = 3 * hour;

/**
 * A login from a country in which an account never was. Silent unless events carry the country (rappasoft's `location`, a
 * field of the application's own): an address alone does not say where it is. People travel, so this is a notice; a
 * warning only when the same account logged in elsewhere within three hours.
 */
export const newCountry = newPlaceDetector({
  id: 'newCountry',
  title: 'Login from a new country',
  explains: `A login from a country where the account never logged in, after ${history.logins} logins over ${history.days} days in at most ${history.values} countries. Only where events carry the country.`,
  valueOf: ({ country }) => country?.toUpperCase(),
  describe: ({ subject, ips }, value, before, sinceLast) => ({
    severity: sinceLast >= 0 && sinceLast < journey ? 'warning' : 'notice',
    title: `Login of ${named(subject)} from a new country: ${named(value)}`,
    summary: `Until now: ${before.map(named).join(', ')}; last login ${spanWords(Math.abs(sinceLast))} before, from ${ips.top[0]?.value ?? 'an unknown address'} now`,
    why: `The account logged in at least ${history.logins} times over ${history.days} days and never from there.`,
    filter: filterWord('user', subject),
    advice:
      'Ask the owner, by another way than the account itself. If it was nobody: end its sessions and have the password changed.',
  }),
});
