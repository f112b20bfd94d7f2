import type { Detector } from '../../../../../src/core/security/findings/detector';
import type { Finding } from '../../../../../src/core/security/findings/finding';
import type { SecurityEvent } from '../../../../../src/core/security/securityEvent';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday at noon. */
export const noon = Date.UTC(2026, 1, 2, 12);

let position = 0;

/** @param after milliseconds since noon */
export function event(after: number, fields: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    source: 'security.log',
    position: (position += 100),
    message: fields.event ?? '',
    time: noon + after,
    ...fields,
  };
}

export const failed = (after: number, user: string | undefined, ip: string): SecurityEvent =>
  event(after, { event: 'login_failed', ip, ...(user === undefined ? {} : { user }) });

export const login = (after: number, user: string, ip: string, more: Partial<SecurityEvent> = {}): SecurityEvent =>
  event(after, { event: 'login', user, ip, ...more });

export const request = (after: number, method: string, route: string, status: number, ip: string): SecurityEvent =>
  event(after, { source: 'access.log', method, route, status, ip });

/** `count` events, one every `every` milliseconds. */
export function repeat<Made>(count: number, every: number, make: (after: number, index: number) => Made): Made[] {
  return Array.from({ length: count }, (_, index) => make(index * every, index));
}

/** The last state of each finding of one detector that is told these events. */
export function findingsOf(detector: Detector, events: readonly SecurityEvent[]): readonly Finding[] {
  const run = detector.start();
  const found = new Map<string, Finding>();
  for (const one of events) for (const finding of run.take(one)) found.set(finding.id, finding);
  return [...found.values()];
}
