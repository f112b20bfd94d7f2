/** Local times between two changes of the clock have one offset: they are kept by quarter of an hour. */
const slotMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;
/** Bounds of what is kept; a log spans few of either. */
const mostSlots = 20_000;
const mostZones = 50;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Start of a quarter of an hour, local → milliseconds that the zone is ahead of UTC. */
  readonly offsets: Map<number, number>;
}

/** A name that Intl does not know is kept as undefined. A cache: each output file of the build may have its own. */
const zones = new Map<string, Zone | undefined>();

/**
 * Milliseconds since 1970 of a local time.
 *
 * @param local the local time as if it were UTC, in milliseconds
 * @param zone "Z", "UTC", "+02:00", "+0200" or an IANA name
 * @returns undefined without a zone, or when it is unknown
 */
export function utcOf(local: number, zone: string | undefined): number | undefined {
  if (zone === undefined || zone === '') return undefined;
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return local;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign !== undefined) return local - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const known = zoneOf(zone);
  if (known === undefined) return undefined;
  const slot = Math.floor(local / slotMs) * slotMs;
  let offset = known.offsets.get(slot);
  if (offset === undefined) {
    offset = localOffset(known.format, slot);
    if (known.offsets.size >= mostSlots) known.offsets.clear();
    known.offsets.set(slot, offset);
  }
  return local - offset;
}

function zoneOf(name: string): Zone | undefined {
  if (zones.has(name)) return zones.get(name);
  if (zones.size >= mostZones) zones.clear();
  const zone = made(name);
  zones.set(name, zone);
  return zone;
}

function made(name: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return { format, offsets: new Map() };
  } catch {
    return undefined; // documented: unknown to Intl
  }
}

/**
 * The offset at a local time. The offsets a day before and after are the ones that a change of the clock lies between: the
 * earlier one where it holds (so the first of two equal times), the later one where only that holds, and the earlier one
 * again for times that do not exist.
 */
function localOffset(format: Intl.DateTimeFormat, local: number): number {
  const before = offsetAt(format, local - dayMs);
  const after = offsetAt(format, local + dayMs);
  if (before === after || offsetAt(format, local - before) === before) return before;
  return offsetAt(format, local - after) === after ? after : before;
}

/** Milliseconds that the zone is ahead of UTC at a moment. */
function offsetAt(format: Intl.DateTimeFormat, utc: number): number {
  const part = new Map(format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]));
  const get = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const shown = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return shown - Math.floor(utc / 1000) * 1000;
}
