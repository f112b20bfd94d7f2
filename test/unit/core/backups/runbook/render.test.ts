import { expect, test } from 'vitest';
import { renderRunbook } from '../../../../../src/core/backups/runbook/render';
import { bare, whole } from './sample';

const later = new Date('2026-12-24T18:30:00Z');

test('of an application that is known', async () => {
  await expect(renderRunbook(whole())).toMatchFileSnapshot('../../../../golden/runbook/restore.md');
});

test('of an application that nothing is known of: it says so, and makes no figure up', async () => {
  const text = renderRunbook(bare());
  await expect(text).toMatchFileSnapshot('../../../../golden/runbook/unknown.md');
  expect(text).toContain('Time to restore (RTO): not measured');
  expect(text).toContain('not known');
});

test('written again from the same facts it is the same, but for its date when something else changed', () => {
  const first = renderRunbook(whole());
  expect(renderRunbook(whole({ writtenAt: later }), first)).toBe(first);
  const changed = renderRunbook(whole({ writtenAt: later, binaryLog: 'off' }), first);
  expect(changed).toContain('Written 2026-12-24 18:30 UTC.');
  expect(renderRunbook(whole({ writtenAt: later }), changed).replace(/2026-\d\d-\d\d \d\d:\d\d UTC\. L/, '')).toBe(
    first.replace(/2026-\d\d-\d\d \d\d:\d\d UTC\. L/, ''),
  );
});

test('what people wrote stays: contacts, notes, and paragraphs between the parts', () => {
  const mine = renderRunbook(whole())
    .replace('| On call | | |', '| On call | Ravi | +49 30 1234 |')
    .replace('<!-- laravel-ops:begin proof -->', 'Our own paragraph.\n\n<!-- laravel-ops:begin proof -->')
    .concat('\nLast time the disk was full.\n');
  const again = renderRunbook(whole({ writtenAt: later, binaryLog: 'off', database: { name: 'shop2' } }), mine);
  for (const kept of ['| On call | Ravi | +49 30 1234 |', 'Our own paragraph.\n\n<!--', 'Last time the disk was full.'])
    expect(again).toContain(kept);
  expect(again).toContain('shop2');
  expect(again).not.toContain('mariadb-binlog');
});

test('a document that people wrote themselves keeps every word, and the parts follow it', () => {
  const own = '# Restore\n\nCall Ravi.\n';
  const written = renderRunbook(whole(), own);
  expect(written.startsWith('# Restore\n\nCall Ravi.\n\n<!-- laravel-ops:begin head -->')).toBe(true);
  expect(renderRunbook(whole(), written)).toBe(written);
});

test('Windows line ends stay', () => {
  const windows = renderRunbook(whole()).replaceAll('\n', '\r\n');
  const again = renderRunbook(whole({ binaryLog: 'off' }), windows);
  expect(again).not.toMatch(/[^\r]\n/);
  expect(again).not.toMatch(/\r\r/);
  expect(renderRunbook(whole({ writtenAt: later }), windows)).toBe(windows);
});

test('names that look like marks, markup or shell are names', () => {
  const odd = '$(rm -rf /) `x` <!-- laravel-ops:end head --> | "q" \'s';
  const facts = whole({
    application: { name: odd, environment: odd, role: 'production' },
    database: { driver: 'mysql', name: odd, address: { host: odd, port: 1 }, user: odd, server: odd },
    destinations: [{ label: odd, place: odd, certain: true }],
  });
  const text = renderRunbook(facts);
  expect(text.match(/laravel-ops:end head -->/g)).toHaveLength(1);
  expect(renderRunbook({ ...facts, writtenAt: later }, text)).toBe(text);
  for (const line of text.split('\n').filter((each) => each.startsWith('mysql')))
    expect(line.replaceAll(/'(?:[^']|'\\'')*'/g, '')).not.toMatch(/\$\(|`/);
});

test('an archive on S3 is fetched first', () => {
  const text = renderRunbook(
    whole({ newest: { ...whole().newest!, file: 's3://acme/Shop/a b.zip', encrypted: false } }),
  );
  expect(text).toContain("aws s3 cp 's3://acme/Shop/a b.zip' .");
  expect(text).toContain("unzip -p 'a b.zip' db-dumps/mysql-shop.sql.gz | gunzip -c | mariadb");
});

test('a verification or a drill that failed is told', () => {
  const { verification, drills } = whole();
  const text = renderRunbook(
    whole({
      verification: { ...verification!, whole: false, problems: ['The archive is cut off.'] },
      drills: {
        ...drills!,
        newest: { ...drills!.newest!, outcome: 'failed', problem: 'No table came out of the backup.' },
      },
    }),
  );
  expect(text).toContain('Result: not whole. The archive is cut off.');
  expect(text).toContain('Restore drill failed: 2026-11-20 03:00 UTC. No table came out of the backup.');
});
