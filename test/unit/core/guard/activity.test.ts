import { beforeEach, expect, test } from 'vitest';
import {
  createActivityLog,
  parseRecord,
  verifyChain,
  type ActivityEntry,
  type ActivityStore,
} from '../../../../src/core/guard/activity';

let lines: string[];
beforeEach(() => {
  lines = [];
});

const store: ActivityStore = {
  append: async (next) => {
    const at = lines.findLastIndex((line) => parseRecord(line) !== undefined);
    const last = lines[at];
    const torn = lines.slice(at + 1).join('\n');
    lines.push(...(await next({ ...(last === undefined ? {} : { last }), ...(torn === '' ? {} : { torn }) })));
  },
  readAll: async () => lines,
};

const log = createActivityLog(store, {
  now: () => new Date(Date.UTC(2026, 10, 22, 3, 7)),
  actor: 'ravi',
  redact: (text) => text.replaceAll('s3cret', '***'),
});

function entry(detail: string): ActivityEntry {
  return {
    kind: 'operation',
    operation: 'backups.run',
    tier: 1,
    app: '/srv/shop',
    environment: '.env',
    outcome: 'started',
    detail,
  };
}

test('records are numbered, dated, chained and redacted', async () => {
  const first = await log.append(entry('with s3cret'));
  const second = await log.append(entry('two'));
  expect(first).toMatchObject({
    seq: 1,
    at: '2026-11-22T03:07:00.000Z',
    actor: 'ravi',
    detail: 'with ***',
    previous: '0'.repeat(64),
  });
  expect(second).toMatchObject({ seq: 2, previous: first.hash });
  expect(second.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(lines.map((line) => parseRecord(line))).toEqual([first, second]);
  expect(await verifyChain(lines)).toEqual({ intact: true, records: 2, torn: [] });
});

test('the hash is SHA-256 over canonical JSON', async () => {
  const { hash } = await log.append(entry('one'));
  const canonical =
    '{"actor":"ravi","app":"/srv/shop","at":"2026-11-22T03:07:00.000Z","detail":"one","environment":".env","kind":"operation",' +
    `"operation":"backups.run","outcome":"started","previous":"${'0'.repeat(64)}","seq":1,"tier":1}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  expect(hash).toBe(Buffer.from(digest).toString('hex'));
});

async function five(): Promise<string[]> {
  for (const word of ['one', 'two', 'three', 'four', 'five']) await log.append(entry(word));
  return lines;
}

test.each<[string, (all: string[]) => string[], number]>([
  ['a changed word', (all) => all.with(2, all[2]!.replace('three', 'THREE')), 3],
  ['a missing line', (all) => all.toSpliced(1, 1), 2],
  ['a missing first line', (all) => all.slice(1), 1],
  ['two lines swapped', (all) => [all[0]!, all[2]!, all[1]!, all[3]!, all[4]!], 2],
  ['a line twice', (all) => all.toSpliced(1, 0, all[1]!), 3],
  ['a line of something else', (all) => all.toSpliced(3, 0, 'hello'), 4],
  ['a torn end', (all) => [...all, '{"seq":6,'], 6],
])('%s breaks the chain there', async (_, tamper, brokenAt) => {
  expect(await verifyChain(tamper([...(await five())]))).toMatchObject({ intact: false, brokenAt });
});

test('every single changed character is seen', async () => {
  await five();
  for (let at = 0; at < lines[2]!.length; at++) {
    const changed = `${lines[2]!.slice(0, at)}${lines[2]![at] === '0' ? '1' : '0'}${lines[2]!.slice(at + 1)}`;
    expect((await verifyChain(lines.with(2, changed))).intact, `position ${at}`).toBe(false);
  }
});

test('a line cut by a crash is accounted for by the next record', async () => {
  await log.append(entry('one'));
  lines.push('{"seq":2,"at":"20');
  await log.append(entry('after the crash'));
  expect(lines).toHaveLength(4);
  expect(parseRecord(lines[2]!)).toMatchObject({ kind: 'torn', seq: 2 });
  expect(await verifyChain(lines)).toEqual({ intact: true, records: 3, torn: [2] });
  expect(await verifyChain(lines.with(1, '{"seq":2,"at":"21'))).toMatchObject({ intact: false, brokenAt: 2 });
});

test('a store that fails is told, and that nothing ran', async () => {
  const failing = createActivityLog(
    { ...store, append: () => Promise.reject(new Error('ENOSPC')) },
    { now: () => new Date(), redact: (text) => text },
  );
  await expect(failing.append(entry('one'))).rejects.toMatchObject({
    reason: 'activity',
    advice: { safe: 'Nothing was run.' },
  });
});

test('an empty log is intact', async () => {
  expect(await verifyChain([])).toEqual({ intact: true, records: 0, torn: [] });
});
