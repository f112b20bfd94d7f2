import type { SecurityEvent } from '../securityEvent';
import type { Detector } from './detector';
import { createIncidents, type Figures, type Words } from './incident';
import { createLru } from './lru';
import { accountOf, traceOf } from './trace';
import { day } from './words';

/** How a value that an account always has is watched for a new one. */
export interface NewPlace {
  readonly id: string;
  readonly title: string;
  readonly explains: string;
  readonly valueOf: (event: SecurityEvent) => string | undefined;
  /** @param before values before it, newest last @param sinceLast milliseconds since the last login with another one */
  readonly describe: (figures: Figures, value: string, before: readonly string[], sinceLast: number) => Words;
}

/** Logins and days of one account before a value can be new, and values above which none is: people who travel, shared logins. */
export const history = { logins: 10, days: 7, values: 3 };
/** A cut that keeps an account's memory small. */
const valueLength = 60;
const accountsKept = 10_000;

interface Seen {
  logins: number;
  first: number;
  last: number;
  readonly values: string[];
}

/** A detector of logins with a value that the account never had; silent for events that carry none. */
export function newPlaceDetector({ id, title, explains, valueOf, describe }: NewPlace): Detector {
  return {
    id,
    title,
    explains,
    start() {
      const accounts = createLru<Seen>(accountsKept);
      return {
        take(event) {
          if (event.event !== 'login' || event.time === undefined) return [];
          const value = valueOf(event)?.slice(0, valueLength);
          const account = value === undefined || value === '' ? undefined : accountOf(event);
          if (value === undefined || account === undefined) return [];
          const seen = accounts.get(account);
          if (seen === undefined) {
            accounts.set(account, { logins: 1, first: event.time, last: event.time, values: [value] });
            return [];
          }
          const before = [...seen.values];
          const sinceLast = event.time - seen.last;
          const known = before.includes(value);
          const enough =
            seen.logins >= history.logins &&
            event.time - seen.first >= history.days * day &&
            before.length <= history.values;
          seen.logins++;
          seen.last = event.time;
          if (known) return [];
          seen.values.push(value);
          if (seen.values.length > history.values * 2) seen.values.shift();
          if (!enough) return [];
          const words = (figures: Figures): Words => describe(figures, value, before, sinceLast);
          return [createIncidents(id, 0, words).begin(account, [traceOf(event, event.time)])];
        },
      };
    },
  };
}
