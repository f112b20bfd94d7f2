import type { SecurityEvent } from '../securityEvent';

/** What is kept of an event while it may become part of a finding. */
export interface Trace {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly source: string;
  readonly position: number;
  readonly user?: string;
  readonly ip?: string;
  readonly route?: string;
}

/** The longest text kept of a field: an address of mail has at most 254 characters (RFC 5321, 4.5.3.1). */
const longest = 254;

/** @param time of the event in milliseconds */
export function traceOf({ source, position, user, ip, route }: SecurityEvent, time: number): Trace {
  const trace: { -readonly [Key in keyof Trace]: Trace[Key] } = { time, source, position };
  if (user !== undefined) trace.user = user;
  if (ip !== undefined) trace.ip = ip;
  if (route !== undefined) trace.route = route;
  return trace;
}

/**
 * The event with texts of its own, no longer than detectors look: what they remember must not keep a line of a megabyte in memory.
 * Made once for all detectors.
 */
export function ownEvent(event: SecurityEvent, time: number): SecurityEvent {
  const own: { -readonly [Key in keyof SecurityEvent]: SecurityEvent[Key] } = { ...event, time };
  if (own.user !== undefined) own.user = ownText(own.user);
  if (own.ip !== undefined) own.ip = ownText(own.ip);
  if (own.route !== undefined) own.route = ownText(own.route);
  if (own.country !== undefined) own.country = ownText(own.country);
  if (own.device !== undefined) own.device = ownText(own.device);
  return own;
}

/** An account as detectors compare it: case does not make another (Laravel's own throttle key is lower case too). */
export function accountOf(event: SecurityEvent): string | undefined {
  return event.user === undefined || event.user === '' ? undefined : event.user.toLowerCase();
}

/**
 * An address as one client: an IPv6 client owns at least a /64 and may use a new address for each request (RFC 6177),
 * so its first four groups are the client; an IPv4 address in IPv6's form is the IPv4 address.
 */
export function clientOf(event: SecurityEvent): string | undefined {
  const ip = event.ip;
  if (ip === undefined || ip === '') return undefined;
  if (!ip.includes(':')) return ip;
  const text = ip.slice(0, longest).toLowerCase();
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${groups.join(':')}::/64`;
}

/** A copy of at most 254 units. JavaScript engines copy short slices anyway; one of 13 or more would keep its whole line in memory. */
function ownText(text: string): string {
  if (text.length < 13) return text;
  return String(JSON.parse(JSON.stringify(text.length > longest ? text.slice(0, longest) : text)));
}
