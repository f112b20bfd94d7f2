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

/**
 * Mutes a finding, and what is like it, from now on, for so many milliseconds. When it becomes worse it is told again.
 *
 * @returns what is muted
 */
export function mute(
  host: Pick<Host, 'memory'>,
  root: string,
  finding: Finding,
  milliseconds: number,
  now = Date.now(),
): MuteScope {
  const { title: reason, severity } = finding;
  const scope = scopeOf(finding);
  keep(
    host,
    root,
    withMute(mutesOf(host, root, now), { scope, reason, from: now, until: now + milliseconds, severity }),
  );
  return scope;
}

/**
 * What holds while an attack goes on. Its id does not: it names the first event that was read, and reading begins later each
 * time. So: the one address and the one account that it is about, and the detector, where no other has a part in it.
 */
function scopeOf({ id, members = [id], ips, users }: Finding): MuteScope {
  const detectors = new Set(members.map((member) => member.split(' ', 1)[0]));
  const [detector] = detectors;
  const ip = ips.total === 1 ? ips.top[0]?.value : undefined;
  const user = users.total === 1 ? users.top[0]?.value : undefined;
  const scope = {
    ...(detectors.size === 1 && detector !== undefined ? { detector } : {}),
    ...(ip === undefined ? {} : { ip }),
    ...(user === undefined ? {} : { user }),
  };
  // Several detectors, addresses and accounts: nothing but its id covers it, for as long as its first event is read.
  return Object.keys(scope).length === 0 ? { finding: id } : scope;
}

/** Takes back every mute that covers a finding. */
export function unmuteFinding(host: Pick<Host, 'memory'>, root: string, finding: Finding): void {
  keep(
    host,
    root,
    mutesOf(host, root).filter((each) => muteOf([each], finding, Date.now()) === undefined),
  );
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
