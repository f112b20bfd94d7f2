// npm run corpus -- FOLDER [--list] [--rule CODE] [--app NAME]
// Runs every rule over real Laravel applications: one checkout a folder below FOLDER, none of them part of this repository.
// Each is checked twice: as it is checked out, and as production with a copy of its own .env.example in which APP_ENV is
// production and empty secrets are filled. Prints a table by rule; --list prints every finding with its line, for review.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/root.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, rule: { type: 'string' }, app: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Say which folder holds the checkouts: npm run corpus -- FOLDER [--list] [--rule CODE] [--app NAME]');
  process.exit(2);
}
const cli = join(root, 'dist/cli.js');
const temporary = mkdtempSync(join(tmpdir(), 'laravel-ops-corpus-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

/**
 * @typedef {{ rule: string, severity: string, message: string, file: string, line: number, reportOnly: boolean }} Finding
 * @typedef {{ application: { laravel: { version: string | null } }, findings: Finding[] }} Report
 */

/** An environment file as its owner would write it for production, from the example. @param {string} app */
function productionFile(app) {
  const example = [
    '.env.example',
    '.env.example.complete',
    '.env.dist',
    '.env.sample',
    '.env.production',
    '.env.docker',
  ]
    .map((name) => join(app, name))
    .find(existsSync);
  if (example === undefined) return undefined;
  const lines = readFileSync(example, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('APP_ENV='));
  const text = lines
    .map((line) => (line.startsWith('APP_KEY=') ? `APP_KEY=base64:${Buffer.alloc(32, 7).toString('base64')}` : line))
    .map((line) => (/^DB_PASSWORD=\s*(null)?\s*$/.test(line) ? 'DB_PASSWORD=a-password' : line))
    .join('\n');
  const file = join(temporary, 'production.env');
  writeFileSync(file, `APP_ENV=production\n${text}`);
  return file;
}

/** @param {string} app @param {string[]} more @returns {Report | undefined} */
function check(app, more) {
  const text = execFileSync(process.execPath, [cli, 'check', app, '--json', '--fail-on', 'never', ...more], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(text).apps[0];
}

/** @param {string} app @param {Finding} finding */
function sourceLine(app, { file, line }) {
  const path = resolve(app, file);
  return existsSync(path) ? (readFileSync(path, 'utf8').split('\n')[line - 1] ?? '').trim() : '';
}

/** @type {Map<string, Map<string, [asIs: number, production: number, reportOnly: boolean]>>} */
const counts = new Map();
/** @type {string[]} */
const applications = [];
for (const name of readdirSync(folder).sort()) {
  const app = resolve(folder, name);
  if (!existsSync(join(app, 'artisan')) || (values.app !== undefined && values.app !== name)) continue;
  const production = productionFile(app);
  const asIs = check(app, []);
  const asProduction = production === undefined ? undefined : check(app, ['--env', production]);
  applications.push(`${name} (Laravel ${asIs?.application.laravel.version ?? 'unknown'})`);
  for (const [at, report] of [asIs, asProduction].entries()) {
    for (const finding of report?.findings ?? []) {
      if (values.rule !== undefined && finding.rule !== values.rule) continue;
      const byApp = counts.get(finding.rule) ?? new Map();
      counts.set(finding.rule, byApp);
      const count = byApp.get(name) ?? [0, 0, finding.reportOnly];
      byApp.set(name, count);
      count[at]++;
      // What both runs find is listed once.
      const twice =
        at === 1 &&
        asIs?.findings.some(
          (other) => other.rule === finding.rule && other.file === finding.file && other.line === finding.line,
        );
      if (values.list === true && !twice)
        console.log(
          `${finding.rule} ${finding.severity}${finding.reportOnly ? ' (off)' : ''} ${name}/${finding.file}:${finding.line}\n    ${finding.message}\n    > ${sourceLine(app, finding)}`,
        );
    }
  }
}
console.log(`\n${applications.length} applications: ${applications.join(', ')}\n`);
console.log('| rule | on | as checked out | as production | applications |\n| --- | --- | --- | --- | --- |');
for (const [rule, byApp] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const sum = (/** @type {0 | 1} */ at) => [...byApp.values()].reduce((total, count) => total + count[at], 0);
  const on = [...byApp.values()].some(([, , reportOnly]) => !reportOnly) ? 'on' : 'off';
  console.log(`| ${rule} | ${on} | ${sum(0)} | ${sum(1)} | ${[...byApp.keys()].join(', ')} |`);
}
