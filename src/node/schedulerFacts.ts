import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../core/base/abort';
import type { HeartbeatStore } from '../core/backups/heartbeat';
import type { SchedulerFacts } from '../core/backups/schedulerLife';
import { codeOf } from './archive/fileErrors';

/** Where a machine says what it starts: files, and folders of files. */
export interface StarterPlaces {
  readonly paths: readonly string[];
}

const largest = 256 * 1024;
const mostFiles = 200;

/** Crontabs of the system and of users, and supervisor's programs (Debian's and Red Hat's places). */
function starterPlaces(platform: NodeJS.Platform = process.platform): StarterPlaces {
  if (platform === 'win32') return { paths: [] };
  return {
    paths: [
      '/etc/crontab',
      '/etc/cron.d',
      '/var/spool/cron/crontabs',
      '/var/spool/cron',
      '/etc/supervisor/conf.d',
      '/etc/supervisord.d',
    ],
  };
}

/**
 * What this machine shows of an application's scheduler, by files alone: the heartbeat in Laravel's file cache, and lines that
 * start `schedule:run` or `schedule:work` of this application. Nothing is started. What may not be read is named.
 *
 * @param store where the heartbeat is kept; undefined where nothing gives one
 * @throws OpsError `cancelled` when the signal aborts, and nothing else
 */
export async function readSchedulerFacts(
  root: string,
  store: HeartbeatStore | undefined,
  signal?: AbortSignal,
  { paths }: StarterPlaces = starterPlaces(),
): Promise<SchedulerFacts> {
  throwIfAborted(signal);
  const starters: { file: string; line: string }[] = [];
  const unread: string[] = [];
  for (const path of paths) {
    throwIfAborted(signal);
    for (const [file, text] of await textsOf(path, unread)) {
      for (const line of text.split('\n'))
        if (!/^\s*[#;]/.test(line) && /artisan\W+schedule:(?:run|work)\b/.test(line) && names(line, text, root))
          starters.push({ file, line: line.trim().slice(0, 200) });
    }
  }
  const heartbeatAt = store?.kind === 'file' ? await readHeartbeat(store) : undefined;
  return {
    starters,
    unread,
    ...(heartbeatAt === undefined ? {} : { heartbeatAt }),
    ...(store === undefined || heartbeatAt !== undefined
      ? {}
      : { heartbeatUnknown: store.kind === 'file' ? 'it is not in the cache here' : store.reason }),
  };
}

/** Whether a line is about this application: it names the folder, or its file does as the folder to work in. */
function names(line: string, text: string, root: string): boolean {
  const inside = (written: string): boolean =>
    new RegExp(`${root.replace(/[^\w]/g, '\\$&')}(?:/|\\s|['";]|$)`, 'm').test(written);
  return inside(line) || text.split('\n').some((each) => /^\s*directory\s*=/.test(each) && inside(each));
}

async function textsOf(path: string, unread: string[]): Promise<readonly (readonly [string, string])[]> {
  try {
    const about = await stat(path);
    if (!about.isDirectory()) return about.size > largest ? [] : [[path, await readFile(path, 'utf8')]];
    const found: (readonly [string, string])[] = [];
    const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile());
    for (const { name } of entries.slice(0, mostFiles)) {
      const file = join(path, name);
      if ((await stat(file)).size <= largest) found.push([file, await readFile(file, 'utf8')]);
    }
    return found;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') unread.push(path);
    return [];
  }
}

/** Illuminate\Cache\FileStore: two folders of the key's SHA-1, ten digits of expiry, the serialized value. */
async function readHeartbeat({ folder, key }: Extract<HeartbeatStore, { kind: 'file' }>): Promise<Date | undefined> {
  const hash = createHash('sha1').update(key).digest('hex');
  try {
    const text = await readFile(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash), 'utf8');
    const match = /^\d{10}(?:i:(\d{9,11});|s:\d+:"(\d{9,11})";)/.exec(text);
    return match === null ? undefined : new Date(Number(match[1] ?? match[2]) * 1000);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}
