import { expect, test } from 'vitest';
import { appendDrill, parseDrill, readDrills, verifyDrills } from '../../../../../src/core/backups/drill/records';
import type { ChainStore } from '../../../../../src/core/base/chain';
import { drill } from './sample';

function memory(lines: string[]): ChainStore {
  return {
    append: async (next) => {
      const at = lines.findLastIndex((line) => parseDrill(line) !== undefined);
      const last = lines[at];
      const torn = lines.slice(at + 1);
      lines.push(
        ...(await next({
          ...(last === undefined ? {} : { last }),
          ...(torn.length === 0 ? {} : { torn: torn.join('\n') }),
        })),
      );
    },
    readAll: async () => lines,
  };
}

test('drills are numbered, linked and read back as they were', async () => {
  const lines: string[] = [];
  const first = await appendDrill(memory(lines), drill());
  const second = await appendDrill(
    memory(lines),
    drill({
      outcome: 'failed',
      problem: 'Access denied for s3cret.',
      compared: { missingTables: 1, extraTables: 0, differentTables: 2 },
    }),
    { redact: (text) => text.replace('s3cret', '***') },
  );
  expect(first).toMatchObject({ seq: 1, previous: '0'.repeat(64), outcome: 'passed' });
  expect(second).toMatchObject({ seq: 2, previous: first.hash, problem: 'Access denied for ***.' });
  expect(readDrills(lines)).toEqual([first, second]);
  expect(await verifyDrills(lines)).toEqual({ intact: true, records: 2, torn: [] });
});

test('a change inside a nested field breaks the chain there', async () => {
  const lines: string[] = [];
  for (let day = 1; day <= 3; day++) await appendDrill(memory(lines), drill());
  const forged = lines.with(1, lines[1]!.replace('"sizeBytes":12400000', '"sizeBytes":12400001'));
  expect(await verifyDrills(forged)).toMatchObject({ intact: false, brokenAt: 2 });
  const passed = lines.with(1, lines[1]!.replace('"dropped":true', '"dropped":false'));
  expect(await verifyDrills(passed)).toMatchObject({ intact: false, brokenAt: 2 });
});

test('a line cut by a crash is named by the drill after it', async () => {
  const lines: string[] = [];
  await appendDrill(memory(lines), drill());
  lines.push('{"at":"2026-11-2');
  const after = await appendDrill(memory(lines), drill());
  expect(after).toMatchObject({ seq: 2, torn: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(readDrills(lines)).toHaveLength(2);
  expect(await verifyDrills(lines)).toEqual({ intact: true, records: 2, torn: [2] });
});

test('a figure that is none is refused before anything is written', async () => {
  const lines: string[] = [];
  await expect(appendDrill(memory(lines), drill({ restoreMs: Number.NaN }))).rejects.toThrow('restoreMs');
  expect(lines).toEqual([]);
});

test('a store that fails is told with what is still safe', async () => {
  const failing: ChainStore = { append: () => Promise.reject(new Error('ENOSPC')), readAll: async () => [] };
  await expect(appendDrill(failing, drill())).rejects.toMatchObject({
    reason: 'drillRecord',
    advice: { safe: 'The live database was not touched.' },
  });
});

test.each([
  ['no date', { at: 'yesterday' }],
  ['an unknown outcome', { outcome: 'fine' }],
  ['no backup', { backup: null }],
  ['no scratch database', { scratch: {} }],
  ['a text for rows', { rows: '12' }],
])('a line with %s is no drill', async (_, change) => {
  const lines: string[] = [];
  await appendDrill(memory(lines), drill());
  const line = JSON.stringify({ ...JSON.parse(lines[0]!), ...change });
  expect(parseDrill(line)).toBeUndefined();
});
