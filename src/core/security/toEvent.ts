import { isJsonObject } from './embeddedJson';
import { timeOf } from './moment';
import type { LogRecord } from './records';
import type { SecurityEvent } from './securityEvent';

const messageLength = 300;
const placeLength = 100;

/**
 * A record as detectors see it.
 *
 * @param source id of the source that it was read from (`SecuritySource.id`)
 * @param zone what its moments are in when they name no offset: the application's `app.timezone`; without it such records
 *   have no time
 */
export function toSecurityEvent(record: LogRecord, source: string, zone?: string): SecurityEvent {
  const { at, offset, level, message, forged, event, user, ip, route, userAgent, method, status } = record;
  const time = at === undefined ? undefined : timeOf(at, zone);
  const country = placeOf(record, ['country', 'country_code', 'countryCode']);
  const device = placeOf(record, ['device', 'device_name', 'deviceName', 'device_id']);
  return {
    source,
    position: offset,
    message: message.slice(0, messageLength),
    ...(time === undefined ? {} : { time }),
    ...(level === undefined ? {} : { level }),
    ...(forged === undefined ? {} : { forged }),
    ...(event === undefined ? {} : { event }),
    ...(user === undefined ? {} : { user }),
    ...(ip === undefined ? {} : { ip }),
    ...(route === undefined ? {} : { route }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(method === undefined ? {} : { method }),
    ...(status === undefined ? {} : { status }),
    ...(country === undefined ? {} : { country }),
    ...(device === undefined ? {} : { device }),
  };
}

function placeOf({ context, extra }: LogRecord, keys: readonly string[]): string | undefined {
  const location = context?.['location'] ?? extra?.['location'];
  for (const object of [context, extra, location]) {
    if (!isJsonObject(object)) continue;
    for (const key of keys) {
      const value = Object.hasOwn(object, key) ? object[key] : undefined;
      if (typeof value === 'string' && value !== '') return value.slice(0, placeLength);
    }
  }
  return undefined;
}
