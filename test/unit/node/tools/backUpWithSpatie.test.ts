// The application's own command, played by a script: what counts is what was there before and after.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRedactor } from '../../../../src/core/base/redact';
import { backUpWithSpatie } from '../../../../src/node/tools/backUpWithSpatie';

const fixtures = resolve(import.meta.dirname, '../../../fixtures/spatie-backups');
const base = mkdtempSync(join(tmpdir(), 'laravel-ops-spatie-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let nth = 0;
/** An application whose `artisan` does what `script` says; Node plays PHP. */
function application(script: string) {
  const root = join(base, `app ${nth++}`);
  const backups = join(root, 'storage/app/private/Shop');
  mkdirSync(backups, { recursive: true });
  cpSync(join(fixtures, 'mariadb10.11-plain.zip'), join(backups, '2026-11-20-02-00-00.zip'));
  writeFileSync(
    join(root, 'artisan'),
    `const { cpSync, writeFileSync } = require('node:fs'); const fixtures = ${JSON.stringify(fixtures)}; const backups = ${JSON.stringify(backups)};
    writeFileSync(__dirname + '/args', process.argv.slice(2).join(' ')); ${script}`,
  );
  const redactor = createRedactor();
  redactor.protect('hunter2secret');
  let said = '';
  const options = {
    signal: new AbortController().signal,
    php: process.execPath,
    folders: [backups],
    redactor,
    onOutput: (text: string) => (said += text),
  };
  return { root, backups, options, said: () => said };
}

test('finds the archive that was not there before, and says what it holds', async () => {
  const { root, backups, options, said } = application(
    `console.log('Dumping database shop with hunter2secret...'); cpSync(fixtures + '/mysql9.7-gzip.zip', backups + '/2026-11-23-02-00-00.zip');`,
  );
  const made = await backUpWithSpatie(root, options);
  expect(made).toMatchObject({
    tool: 'spatie',
    path: `${backups}/2026-11-23-02-00-00.zip`,
    encrypted: false,
    views: 1,
    triggers: 1,
  });
  expect(made.tables.find(({ name }) => name === 'orders')?.rows).toBe(900);
  expect(readFileSync(join(root, 'args'), 'utf8')).toBe(
    'backup:run --only-db --disable-notifications --no-interaction --no-ansi',
  );
  expect(said()).toContain('Dumping database shop');
  expect(said()).not.toContain('hunter2secret');
});

test('reads an encrypted archive with the application’s password', async () => {
  const { root, options } = application(
    `cpSync(fixtures + '/mysql9.7-aes256.zip', backups + '/2026-11-23-02-00-00.zip');`,
  );
  expect(await backUpWithSpatie(root, { ...options, password: 'correct horse battery staple' })).toMatchObject({
    encrypted: true,
  });
});

test('a command that fails is told in its own words, without secrets', async () => {
  const { root, options } = application(
    `console.error('SQLSTATE: Access denied, password hunter2secret'); process.exitCode = 1;`,
  );
  await expect(backUpWithSpatie(root, options)).rejects.toMatchObject({
    reason: 'spatieFailed',
    message: expect.stringMatching(/Access denied, password \*\*\*/),
  });
});

test('a command that ends well and leaves no archive is no backup', async () => {
  const { root, options } = application(`console.log('Starting backup... done');`);
  await expect(backUpWithSpatie(root, options)).rejects.toMatchObject({ reason: 'noArchive' });
});

test('an archive that is not whole is no backup', async () => {
  const { root, options } = application(
    `const { readFileSync } = require('node:fs'); const zip = readFileSync(fixtures + '/mysql9.7-plain.zip'); zip[2000] ^= 0xff; writeFileSync(backups + '/2026-11-23-02-00-00.zip', zip);`,
  );
  await expect(backUpWithSpatie(root, options)).rejects.toMatchObject({ reason: 'incomplete' });
});

test('cancelled, the command is ended', async () => {
  const { root, options, said } = application(`console.log(process.pid); setInterval(() => {}, 1000);`);
  const abort = new AbortController();
  const made = backUpWithSpatie(root, {
    ...options,
    signal: abort.signal,
    onOutput: (text) => (options.onOutput(text), abort.abort()),
  });
  await expect(made).rejects.toMatchObject({ reason: 'cancelled' });
  expect(() => process.kill(Number(said()), 0)).toThrow('ESRCH');
});
