import type { Finding, FindingSeverity } from './finding';
import { severities } from './merge';

/** What a mute covers; every part that is given must fit. */
export interface MuteScope {
  /** Id of a detector. */
  readonly detector?: string;
  /** An address that is all of a finding's. */
  readonly ip?: string;
  /** An account that is all of a finding's; its case does not matter. */
  readonly user?: string;
  /** Id of a finding, or of one that was put together in it. */
  readonly finding?: string;
}

/** A decision not to be told, for a while. Plain data, as it is stored. */
export interface Mute {
  readonly scope: MuteScope;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** What was decided about; a finding that becomes worse than this is told again. */
  readonly severity: FindingSeverity;
}

/** As many decisions as are kept, newest first. */
const mutesKept = 500;
const reasonLength = 500;
/** A mute without an end is forgotten by people and hides an attack years later. */
const longest = 366 * 24 * 3_600_000;

/** The mutes with one more; what has expired, and what has the same scope, goes. An end beyond a year is a year. */
export function withMute(mutes: readonly Mute[], mute: Mute): readonly Mute[] {
  const until = Math.min(mute.until, mute.from + longest);
  const others = activeMutes(mutes, mute.from).filter(({ scope }) => !sameScope(scope, mute.scope));
  return [{ ...mute, until, reason: mute.reason.slice(0, reasonLength) }, ...others].slice(0, mutesKept);
}

/** The mutes without those of this scope. */
export function withoutMute(mutes: readonly Mute[], scope: MuteScope): readonly Mute[] {
  return mutes.filter((mute) => !sameScope(mute.scope, scope));
}

/** Those that count now. @param now milliseconds since 1970 */
export function activeMutes(mutes: readonly Mute[], now: number): readonly Mute[] {
  return mutes.filter(({ until }) => until > now);
}

/**
 * The mute that covers a finding. A mute of an address or account covers a finding that is about that one alone: an attack that
 * also comes from elsewhere is told. One of a detector covers a finding that no other detector has a part in.
 */
export function muteOf(mutes: readonly Mute[], finding: Finding, now: number): Mute | undefined {
  return activeMutes(mutes, now).find(
    ({ scope, severity }) =>
      severities.indexOf(finding.severity) <= severities.indexOf(severity) && covers(scope, finding),
  );
}

/** Reads what was stored, by this version or another: what is no mute is left out. */
export function readMutes(stored: unknown): readonly Mute[] {
  return Array.isArray(stored) ? stored.flatMap((one: unknown) => readMute(one) ?? []).slice(0, mutesKept) : [];
}

function covers({ detector, ip, user, finding: id }: MuteScope, finding: Finding): boolean {
  if (detector === undefined && ip === undefined && user === undefined && id === undefined) return false;
  const ids = finding.members ?? [finding.id];
  if (id !== undefined && id !== finding.id && !ids.includes(id)) return false;
  if (detector !== undefined && !ids.every((one) => one.startsWith(`${detector} `))) return false;
  if (ip !== undefined && (finding.ips.total !== 1 || finding.ips.top[0]?.value !== ip)) return false;
  return (
    user === undefined ||
    (finding.users.total === 1 && finding.users.top[0]?.value.toLowerCase() === user.toLowerCase())
  );
}

function sameScope(one: MuteScope, other: MuteScope): boolean {
  return (
    one.detector === other.detector && one.ip === other.ip && one.user === other.user && one.finding === other.finding
  );
}

function readMute(stored: unknown): Mute | undefined {
  if (!isObject(stored) || !isObject(stored['scope'])) return undefined;
  const { reason, from, until, severity } = stored;
  const known = severities.find((one) => one === severity);
  if (typeof reason !== 'string' || typeof from !== 'number' || typeof until !== 'number' || known === undefined) {
    return undefined;
  }
  const scope: Record<string, string> = {};
  for (const key of ['detector', 'ip', 'user', 'finding']) {
    const value = stored['scope'][key];
    if (value === undefined) continue;
    if (typeof value !== 'string') return undefined;
    scope[key] = value;
  }
  return Object.keys(scope).length === 0 ? undefined : { scope, reason, from, until, severity: known };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
