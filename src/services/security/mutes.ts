import {
  activeMutes,
  type Mute,
  type MuteScope,
  muteOf,
  readMutes,
  withMute,
  withoutMute,
} from '../../core/security/findings/mute';
import type { Finding } from '../../core/security/findings/finding';
import type { Host } from '../host';

const key = (root: string): string => `security.muted ${root}`;

/** The mutes of an application that hold now. */
export function mutesOf(host: Pick<Host, 'memory'>, root: string, now = Date.now()): readonly Mute[] {
  return activeMutes(read(host.memory.get(key(root))), now);
}

/** Mutes a finding, from now on, for so many milliseconds. When it becomes worse it is told again. */
export function mute(
  host: Pick<Host, 'memory'>,
  root: string,
  { id, title, severity }: Finding,
  milliseconds: number,
  now = Date.now(),
): void {
  const added = { scope: { finding: id }, reason: title, from: now, until: now + milliseconds, severity };
  keep(host, root, withMute(mutesOf(host, root, now), added));
}

/** Takes a mute back; all of the application's without a scope. */
export function unmute(host: Pick<Host, 'memory'>, root: string, scope?: MuteScope): void {
  keep(host, root, scope === undefined ? [] : withoutMute(mutesOf(host, root), scope));
}

/** The findings that nobody muted. */
export function unmuted(findings: readonly Finding[], mutes: readonly Mute[], now = Date.now()): readonly Finding[] {
  return mutes.length === 0 ? findings : findings.filter((finding) => muteOf(mutes, finding, now) === undefined);
}

function keep(host: Pick<Host, 'memory'>, root: string, mutes: readonly Mute[]): void {
  host.memory.set(key(root), JSON.stringify(mutes));
}

function read(text: string | undefined): readonly Mute[] {
  if (text === undefined) return [];
  try {
    return readMutes(JSON.parse(text));
  } catch {
    // Written by another version, or by hand: nothing is muted, which is the safe side.
    return [];
  }
}
