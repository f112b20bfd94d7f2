import type { Finding } from '../../core/security/findings/finding';
import { notifications, readTold } from '../../core/security/findings/notify';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { mutesOf } from './mutes';
import { findingsKnown } from './securityView';

const key = (root: string): string => `security.told ${root}`;

/** Critical findings that somebody is to be told of now: each once, of the last minutes, not muted. */
export function criticalToTell({ host }: Pick<Workspace, 'host'>, app: App, now = Date.now()): readonly Finding[] {
  const { findings, told } = notifications(
    findingsKnown(app),
    readTold(stored(host.memory.get(key(app.root)))),
    mutesOf(host, app.root, now),
    now,
  );
  host.memory.set(key(app.root), JSON.stringify(told));
  return findings;
}

function stored(text: string | undefined): unknown {
  if (text === undefined) return [];
  try {
    return JSON.parse(text);
  } catch {
    // Written by hand: at worst something is told twice.
    return [];
  }
}
