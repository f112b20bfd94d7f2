// The demo's folders under .demo/: copies of the fixtures, with what a running application adds to them.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { applicationHistory, archiveName, securityHistory } from './logs.mjs';
import { appName, legacyName } from './settings.mjs';

const hash = (/** @type {string} */ file) => createHash('sha1').update(readFileSync(file)).digest('hex');

/** @param {string} folder @param {string} [below] @returns {string[]} file paths relative to folder */
function filesOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    return entry.isDirectory() ? filesOf(folder, path) : [path];
  });
}

/**
 * Copies a fixture. A file that was changed since the last start stays as it is; the others follow the fixture.
 * @param {string} from
 * @param {string} to
 * @param {Record<string, string>} written hashes of what the last start wrote, by path; updated
 * @returns {{ refreshed: string[], kept: string[] }} paths inside `to`
 */
export function copyFixture(from, to, written) {
  /** @type {string[]} */
  const refreshed = [];
  /** @type {string[]} */
  const kept = [];
  for (const path of filesOf(from)) {
    const target = join(to, path);
    const source = join(from, path);
    if (existsSync(target)) {
      if (hash(target) === hash(source)) {
        written[target] = hash(source);
        continue;
      }
      if (written[target] !== hash(target)) {
        kept.push(path);
        continue;
      }
    }
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    written[target] = hash(source);
    refreshed.push(path);
  }
  return { refreshed, kept };
}

/**
 * Writes an environment file from its example, or only its changing lines when it is there already.
 * @param {string} file
 * @param {string} example
 * @param {Record<string, string>} values as they stand after the =
 */
export function writeEnv(file, example, values) {
  let text = readFileSync(existsSync(file) ? file : example, 'utf8');
  for (const [key, value] of Object.entries(values))
    text = text.replace(new RegExp(`^${key}=.*$`, 'm'), () => `${key}=${value}`);
  writeFileSync(file, text, { mode: 0o600 });
}

/** Nights ago, and which archive: eight nights, then thinner, as a retention would leave them. */
const nights = [
  [0, 'mariadb10.11-gzip.zip'],
  [1, 'mariadb10.11-gzip.zip'],
  [2, 'mariadb10.11-full.zip'],
  [3, 'mariadb10.11-gzip.zip'],
  [4, 'mariadb10.11-aes256.zip'],
  [5, 'mariadb10.11-plain.zip'],
  [7, 'mariadb10.11-gzip.zip'],
  [14, 'mariadb10.11-gzip.zip'],
  [45, 'mysql9.7-gzip.zip'],
];
const legacyNights = [
  [12, 'mysql9.7-plain.zip'],
  [19, 'mysql9.7-plain.zip'],
];

/**
 * Puts the archives where spatie/laravel-backup would have left them, named by their nights.
 * @param {string} archives folder of the fixture
 * @param {string} folder destination
 * @param {(string | number)[][]} list
 * @param {Date} now
 * @param {string[]} placed files that the last start put there; replaced
 */
function placeArchives(archives, folder, list, now, placed) {
  const last = new Date(now);
  last.setUTCHours(2, 0, 4, 0);
  if (last > now) last.setUTCDate(last.getUTCDate() - 1);
  for (const file of placed.filter((name) => dirname(name) === folder)) rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  const files = list.map(([ago, archive]) => {
    const at = new Date(last.getTime() - Number(ago) * 86_400_000);
    const file = join(folder, archiveName(at));
    copyFileSync(join(archives, String(archive)), file);
    utimesSync(file, at, at);
    return file;
  });
  return files;
}

/**
 * What a running application has written: backups and logs.
 * @param {object} options
 * @param {string} options.demo .demo/
 * @param {string} options.archives test/fixtures/spatie-backups
 * @param {string[]} options.placed
 * @param {Date} options.now
 * @returns {string[]} the archives placed
 */
export function writeTraces({ demo, archives, placed, now }) {
  const logs = join(demo, 'shop/storage/logs');
  for (const [when, lines] of securityHistory(now)) {
    const file = join(logs, `security-${when}.log`);
    if (!existsSync(file)) writeFileSync(file, lines);
  }
  for (const shop of ['shop', 'legacy-shop']) {
    const log = join(demo, shop, 'storage/logs/laravel.log');
    if (!existsSync(log) || statSync(log).size === 0) writeFileSync(log, applicationHistory(now));
  }
  return [
    ...placeArchives(archives, join(demo, 'shop/storage/app/private', appName), nights, now, placed),
    ...placeArchives(archives, join(demo, 'legacy-shop/storage/app', legacyName), legacyNights, now, placed),
  ];
}

/** @param {string} demo @returns {string} the workspace file */
export function writeWorkspace(demo) {
  const file = join(demo, 'laravel-ops-demo.code-workspace');
  const workspace = { folders: [{ path: 'shop' }, { path: 'legacy-shop' }], settings: {} };
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(workspace, null, 2)}\n`);
  return file;
}
