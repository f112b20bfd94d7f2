import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { throwIfAborted } from '../core/base/abort';
import type { Release } from '../core/queries/history/deploys';

const mostReleases = 200;
const mostLogBytes = 1024 * 1024;

/**
 * Releases that stand beside an application that was deployed to this machine: `releases/<name>` of Envoyer, Deployer and
 * Capistrano, with the moment that `.dep/releases_log` (Deployer 7: a JSON object a line with created_at, release_name) or
 * the name itself (`20260102101112`, UTC) says, and the commit that its `REVISION` file says. Empty elsewhere.
 *
 * Rejects with OpsError `cancelled` only: a folder that may not be read says nothing.
 *
 * @param root absolute path of the application; `current` may be a link
 */
export async function releasesOf(root: string, signal: AbortSignal): Promise<readonly Release[]> {
  throwIfAborted(signal);
  const base = await deployFolder(root);
  if (base === undefined) return [];
  const logged = await deployerLog(join(base, '.dep', 'releases_log'));
  const names = await quietly(() => readdir(join(base, 'releases')), []);
  const releases: Release[] = [];
  for (const name of names.sort().reverse().slice(0, mostReleases)) {
    throwIfAborted(signal);
    const at = logged.get(name) ?? momentOfName(name);
    if (at === undefined) continue;
    const commit = await revisionOf(join(base, 'releases', name));
    releases.push({ name, at, ...(commit === undefined ? {} : { commit }) });
  }
  return releases;
}

/** The folder that holds `releases`: above the release that `root` is, or is a link to. */
async function deployFolder(root: string): Promise<string | undefined> {
  const real = await quietly(() => realpath(root), root);
  return basename(dirname(real)) === 'releases' ? dirname(dirname(real)) : undefined;
}

async function deployerLog(path: string): Promise<ReadonlyMap<string, Date>> {
  const found = new Map<string, Date>();
  for (const line of (await smallText(path, mostLogBytes)).split('\n')) {
    const entry = jsonObject(line);
    const at = new Date(typeof entry?.['created_at'] === 'string' ? isoZone(entry['created_at']) : '');
    const name = entry?.['release_name'];
    if (!Number.isNaN(at.getTime()) && (typeof name === 'string' || typeof name === 'number'))
      found.set(String(name), at);
  }
  return found;
}

/** PHP's DATE_ISO8601 has no colon in its zone: "2026-01-02T10:11:12+0000". */
const isoZone = (text: string): string => text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');

function momentOfName(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

async function revisionOf(folder: string): Promise<string | undefined> {
  return /^[0-9a-f]{7,64}$/i.exec((await smallText(join(folder, 'REVISION'), 200)).trim())?.[0].toLowerCase();
}

async function smallText(path: string, most: number): Promise<string> {
  return quietly(async () => {
    const found = await stat(path);
    return found.isFile() && found.size <= most ? await readFile(path, 'utf8') : '';
  }, '');
}

function jsonObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined; // an empty or a cut line
  }
}

/** What is missing or may not be read says nothing. */
async function quietly<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return otherwise;
    throw error;
  }
}
