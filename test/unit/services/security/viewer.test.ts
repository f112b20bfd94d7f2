import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SecurityLogActions } from '../../../../src/services/security/actions';
import { createSecurityLogPage, createSecurityLogSource } from '../../../../src/services/securityLog';
import { Workspace } from '../../../../src/services/workspace';
import { type MemoryHost, memoryHost, temporary } from '../../../services/host';

const { signal } = new AbortController();
const made = temporary();
let root: string;
let host: MemoryHost;
let workspace: Workspace;
const opened: { setVisible(visible: boolean): void }[] = [];
const actions: SecurityLogActions = { runCommand: async () => undefined };

beforeEach(async () => {
  root = await made.shop({});
  await mkdir(join(root, 'storage/logs'), { recursive: true });
  host = memoryHost(await made.folder(), root);
  workspace = new Workspace(host);
  await workspace.discover();
});
afterEach(() => {
  for (const viewer of opened.splice(0)) viewer.setVisible(false);
  workspace.dispose();
});
afterAll(() => made.remove());

const file = (name = 'laravel.log') => join(root, 'storage/logs', name);
const two = (n: number) => String(n).padStart(2, '0');
const line = (n: number, level = 'INFO', more = '') =>
  `[2026-11-23 ${two(Math.floor(n / 3600) % 24)}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}] local.${level}: event ${n} {"ip":"203.0.113.${n % 5}"${more}} \n`;
const lines = (from: number, to: number, level?: string) =>
  Array.from({ length: to - from }, (_, index) => line(from + index, level)).join('');

type Viewer = ReturnType<typeof createSecurityLogSource>;
const messages = (viewer: Pick<Viewer, 'current'>) => viewer.current().rows.map(({ message }) => message);
const numbers = (viewer: Pick<Viewer, 'current'>) => messages(viewer).map((text) => Number(text.replace('event ', '')));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** Waits for the last record, as a log is read piece by piece. @param last its message */
async function shown(viewer: Viewer, last: string): Promise<Viewer> {
  opened.push(viewer);
  viewer.setVisible(true);
  await viewer.chooseSource('single');
  await vi.waitFor(() => expect(messages(viewer).at(-1)).toBe(last), { timeout: 10_000 });
  return viewer;
}
const open = (last: number | string, more: Partial<SecurityLogActions> = {}) =>
  shown(createSecurityLogSource(workspace, { ...actions, ...more }), typeof last === 'number' ? `event ${last}` : last);

test('the end of the log is shown and followed, with what its choice says', async () => {
  await writeFile(file(), lines(0, 3));
  const viewer = await open(2);
  expect(viewer.current()).toMatchObject({
    mode: 'live',
    source: 'channel single',
    state: { kind: 'ready' },
    edges: { newer: false },
  });
  await appendFile(file(), line(3, 'ERROR'));
  await vi.waitFor(() => expect(messages(viewer).at(-1)).toBe('event 3'), { timeout: 10_000 });
  expect(viewer.current().rows.at(-1)).toMatchObject({ level: 'error', ip: '203.0.113.3' });
  expect(viewer.current().sources.find(({ id }) => id === 'channel single')?.title).toMatch(
    /laravel\.log · \d+ B · written/,
  );
});

test('going back reads all of the log and its rotated files, going on leads back to live', async () => {
  await writeFile(file('laravel.log.1'), lines(0, 700));
  await writeFile(file(), lines(700, 6000));
  const viewer = await open(5999);
  const ids = new Set<string>();
  for (let step = 0; viewer.current().edges.older; step++) {
    expect(step).toBeLessThan(60);
    for (const { id } of viewer.current().rows) ids.add(id);
    await viewer.older(signal);
  }
  for (const { id } of viewer.current().rows) ids.add(id);
  expect(ids.size).toBe(6000);
  expect(numbers(viewer).slice(0, 200)).toEqual(range(0, 200));
  expect(viewer.current().mode).toBe('older');
  for (let step = 0; viewer.current().mode === 'older'; step++) {
    expect(step).toBeLessThan(60);
    await viewer.newer(signal);
  }
  expect(numbers(viewer).at(-1)).toBe(5999);
});

test('older pages hold what matches the filter alone, and say so when nothing does', async () => {
  await writeFile(file(), lines(0, 30_000) + lines(30_000, 30_010, 'ERROR'));
  const viewer = await open(30009);
  viewer.setFilter({ text: 'ip:"203.0.113.3"', regex: false, level: 'debug' });
  await viewer.older(signal);
  expect(numbers(viewer).every((n) => n % 5 === 3)).toBe(true);
  viewer.setFilter({ text: '-event', regex: false, level: 'error' });
  await viewer.older(signal);
  expect(viewer.current().remarks.join()).toContain('None of 20,000 older records matches');
  viewer.live();
  expect(viewer.current().mode).toBe('live');
});

test('a search reads every file, counts what matches and is over when it is stopped', async () => {
  await writeFile(file('laravel.log.1'), lines(0, 2000));
  await writeFile(file(), lines(2000, 4000));
  const viewer = await open(3999);
  viewer.setFilter({ text: 'event 1', regex: false, level: 'debug' });
  await viewer.search();
  expect(viewer.current()).toMatchObject({ mode: 'found', work: { title: 'Search', running: false } });
  const matching = range(0, 4000).filter((n) => line(n).includes('event') && line(n).includes('1'));
  expect(viewer.current().work?.text).toMatch(new RegExp(`^${matching.length.toLocaleString('en-US')} matches in \\d`));
  expect(numbers(viewer)).toEqual(matching.slice(-500));
  await viewer.older(signal);
  expect(numbers(viewer)[0]).toBe(matching.at(-700));
  const running = viewer.search();
  viewer.stopWork();
  await running;
  expect(viewer.current().work?.running).toBe(false);
  viewer.live();
  expect(viewer.current().mode).toBe('live');
  expect(viewer.current().work).toBeUndefined();
});

test('paused, rows stand still and arrivals are counted; resumed, they are there', async () => {
  await writeFile(file(), lines(0, 3));
  const viewer = await open(2);
  viewer.setPaused(true);
  await appendFile(file(), lines(3, 53));
  await vi.waitFor(() => expect(viewer.current().skipped).toBe(50), { timeout: 10_000 });
  expect(messages(viewer)).toHaveLength(3);
  viewer.setFilter({ text: '"event 2"', regex: false, level: 'debug' });
  expect(messages(viewer)).toEqual(['event 2']);
  viewer.setFilter({ text: '', regex: false, level: 'debug' });
  viewer.setPaused(false);
  expect(numbers(viewer)).toEqual(range(0, 53));
});

test('an expression that cannot be used is explained, and the last one holds', async () => {
  await writeFile(file(), lines(0, 30));
  const viewer = await open(29);
  viewer.setFilter({ text: 'event 1\\d ', regex: true, level: 'debug' });
  expect(numbers(viewer)).toEqual(range(10, 20));
  viewer.setFilter({ text: '(a)\\1', regex: true, level: 'debug' });
  expect(numbers(viewer)).toEqual(range(10, 20));
  expect(viewer.current().remarks.join()).toContain('back reference');
});

test('a span of the histogram is all that is shown, until any time is', async () => {
  await writeFile(file(), lines(0, 120));
  const viewer = await open(119);
  const { histogram } = viewer.current();
  expect(histogram.reduce((sum, { quiet }) => sum + quiet, 0)).toBe(120);
  const [bucket] = histogram;
  viewer.zoom(bucket?.from ?? 0, bucket?.to ?? 0);
  expect(messages(viewer)).toHaveLength(bucket?.quiet ?? -1);
  expect(viewer.current().histogram).toHaveLength(histogram.length);
  expect(viewer.current().range?.text).toMatch(/^2026-11-23 00:00:00 – 00:00:\d\d$/);
  viewer.anyTime();
  expect(messages(viewer)).toHaveLength(120);
});

test('two viewers share what is read and nothing else; one stays when the other goes', async () => {
  await writeFile(file(), lines(0, 10));
  const first = await open(9);
  const page = createSecurityLogPage(workspace, root, actions);
  if (page === undefined) throw new Error('no page');
  await shown(page, 'event 9');
  page.setFilter({ text: '"event 7"', regex: false, level: 'debug' });
  expect(messages(page)).toEqual(['event 7']);
  expect(messages(first)).toHaveLength(10);
  expect(page.current().rows[0]?.id).toBe(first.current().rows[7]?.id);
  first.setVisible(false);
  page.setFilter({ text: '', regex: false, level: 'debug' });
  await appendFile(file(), line(10));
  await vi.waitFor(() => expect(messages(page)).toHaveLength(11), { timeout: 10_000 });
  expect(messages(first)).toHaveLength(10);
  expect(createSecurityLogPage(workspace, '/gone', actions)).toBeUndefined();
});

test('after a rotation, going back still leads through everything, each record once', async () => {
  await writeFile(file(), lines(0, 300));
  const viewer = await open(299);
  await rename(file(), file('laravel.log.1'));
  await writeFile(file(), lines(300, 320));
  await vi.waitFor(() => expect(numbers(viewer).at(-1)).toBe(319), { timeout: 10_000 });
  for (let step = 0; viewer.current().edges.older; step++) {
    expect(step).toBeLessThan(10);
    await viewer.older(signal);
  }
  expect(numbers(viewer)).toEqual(range(0, 320));
});

test('all logs together are in the order of time, each row with its log', async () => {
  await writeFile(file(), lines(0, 50).replaceAll('event', 'single'));
  await writeFile(file('security.log'), '');
  await writeFile(
    join(root, 'config/logging.php'),
    `<?php return ['default' => 'single', 'channels' => [
    'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')],
    'security' => ['driver' => 'single', 'path' => storage_path('logs/security.log')]]];`,
  );
  await writeFile(file('security.log'), lines(0, 50).replaceAll('event', 'security'));
  workspace.refresh();
  const viewer = await open('single 49');
  await viewer.chooseSource('*');
  await vi.waitFor(() => expect(viewer.current().rows.length).toBe(100), { timeout: 10_000 });
  const { rows } = viewer.current();
  expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted());
  expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['single', 'security']));
});

test('the detail has everything, related events and the filter of a field', async () => {
  await writeFile(file(), lines(0, 200));
  const viewer = await open(199);
  const row = viewer.current().rows[100];
  const detail = viewer.detail(row?.id ?? '');
  expect(detail.raw).toBe(line(100).trimEnd() + ' ');
  expect(detail.filterBy).toContainEqual({ field: 'ip', value: '203.0.113.0' });
  expect(detail.related.map(({ text }) => text)).toEqual(
    [75, 80, 85, 90, 95, 105, 110, 115, 120, 125]
      .concat([70, 130])
      .sort((a, b) => a - b)
      .map((n) => `event ${n}`),
  );
  viewer.filterBy(row?.id ?? '', 'ip');
  expect(viewer.current().filter.text).toBe('ip:"203.0.113.0"');
  expect(messages(viewer)).toHaveLength(40);
  expect(() => viewer.detail('nothing')).toThrow(/not in the window/);
});

test('what is exported is what matches, without secrets, all or nothing', async () => {
  host.redactor.protect('hunter2');
  await writeFile(file('laravel.log.1'), lines(0, 1000));
  await writeFile(file(), lines(1000, 1500) + line(1500, 'ERROR', ',"user":"=cmd()","password":"hunter2"'));
  const target = join(await made.folder(), 'out.csv');
  const askExport = vi.fn(async () => ({ what: 'files' as const, format: 'csv' as const, file: target }));
  const viewer = await open(1500, { askExport });
  viewer.setFilter({ text: 'ip:"203.0.113.0"', regex: false, level: 'debug' });
  await viewer.export();
  const written = await readFile(target, 'utf8');
  expect(written.trimEnd().split('\r\n')).toHaveLength(1 + 301);
  expect(written).toContain(`"'=cmd()"`);
  expect(written).not.toContain('hunter2');
  expect((await stat(target)).mode & 0o077).toBe(0);
  expect(viewer.current().work).toMatchObject({
    title: 'Export',
    running: false,
    text: `301 events written to ${target}`,
  });
  askExport.mockResolvedValueOnce({ what: 'files', format: 'csv', file: join(target, 'not a folder') });
  await expect(viewer.export()).rejects.toThrow();
  const folder = await made.folder();
  askExport.mockResolvedValueOnce({ what: 'files', format: 'csv', file: join(folder, 'x') });
  const running = viewer.export();
  await Promise.resolve();
  await Promise.resolve();
  viewer.stopWork();
  await running;
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('findings are told, show their events and are muted for a while', async () => {
  const failed = (n: number) =>
    `[2026-11-23 10:00:${two(n)}] local.WARNING: login failed {"event":"login_failed","user":"ana@example.com","ip":"203.0.113.9"} \n`;
  await writeFile(file(), Array.from({ length: 40 }, (_, n) => failed(n)).join(''));
  const askMute = vi.fn(async (_title: string) => 3_600_000);
  const viewer = await open('login failed', { askMute });
  await vi.waitFor(() => expect(viewer.current().findings.length).toBeGreaterThan(0), { timeout: 10_000 });
  const [finding] = viewer.current().findings;
  const id = finding?.id ?? '';
  const row = viewer.current().rows.findLast((each) => each.finding !== undefined);
  expect(viewer.detail(row?.id ?? '').findings.map((each) => each.id)).toContain(id);
  viewer.showFinding(id);
  expect(viewer.current().filter.text).not.toBe('');
  expect(viewer.current().rows.length).toBeGreaterThan(0);
  const before = viewer.current().findings.length;
  await viewer.mute(id);
  expect(viewer.current()).toMatchObject({ muted: 1 });
  expect(viewer.current().findings).toHaveLength(before - 1);
  viewer.unmute('nothing');
  expect(viewer.current()).toMatchObject({ muted: 1 });
  viewer.unmute(id);
  expect(viewer.current()).toMatchObject({ muted: 0 });
  await viewer.mute(id);
  viewer.unmute();
  expect(viewer.current()).toMatchObject({ muted: 0 });
  await expect(viewer.mute('nothing')).rejects.toMatchObject({ reason: 'gone' });
});
