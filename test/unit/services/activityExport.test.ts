import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivityLog } from '../../../src/core/guard/activity';
import { exportActivity } from '../../../src/services/activityView';
import { Workspace } from '../../../src/services/workspace';
import { memoryHost, temporary } from '../../services/host';

// The line that docs/activity.md gives to whoever gets an export, as it stands there, against a real one.
const { signal } = new AbortController();
const made = temporary();
let check = '';
let workspace: Workspace;
beforeAll(async () => {
  const text = await readFile(resolve(import.meta.dirname, '../../../docs/activity.md'), 'utf8');
  check = /^node -e '([^']+)' < activity\.jsonl$/m.exec(text)?.[1] ?? '';
});
afterAll(() => made.remove());

function checked(input: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', check], { input, encoding: 'utf8' });
  return { whole: status === 0, stdout, stderr };
}

async function exported(torn = false) {
  workspace = new Workspace(memoryHost(await made.folder()));
  const log = createActivityLog(workspace.activity, { now: () => new Date(), actor: 'ann', redact: (text) => text });
  for (const detail of ['first', 'umlaut ä, "quotes", \u2028 and \u{1f600}', 'third']) {
    const common = { app: '/srv/shop', environment: 'local', detail, tier: 1, outcome: 'finished' } as const;
    await log.append({ kind: 'operation', operation: 'backups.run', ...common });
    if (torn && detail === 'first') {
      const { appendFile } = await import('node:fs/promises');
      await appendFile(`${workspace.host.storage}/activity.jsonl`, '{"actor":"ann","app":"/sr');
    }
  }
  const answer = await exportActivity(workspace, signal);
  workspace.dispose();
  return answer;
}

test('the line is there, and calls a whole export whole, with the last hash as the export says it', async () => {
  expect(check).toContain('sha256');
  const { text, sentence } = await exported();
  const hash = /Its last hash is ([0-9a-f]{64})\.$/.exec(sentence)?.[1];
  expect(hash).toBeDefined();
  expect(checked(text)).toMatchObject({ whole: true, stdout: `whole ${hash}\n` });
  expect(text.split('\n')).toHaveLength(4);
});

test.each<[string, (lines: string[]) => string[]]>([
  ['changed', (lines) => lines.map((line, index) => (index === 1 ? line.replace('local', 'production') : line))],
  ['removed', (lines) => lines.filter((_, index) => index !== 1)],
  ['exchanged', ([a = '', b = '', ...rest]) => [b, a, ...rest]],
  ['inserted', ([a = '', ...rest]) => [a, a, ...rest]],
])('a line that was %s is seen', async (_, change) => {
  const { text } = await exported();
  const after = checked(change(text.trimEnd().split('\n')).join('\n'));
  expect(after.whole).toBe(false);
  expect(after.stderr).toContain('broken at ');
});

test('a line that a crash cut and that is accounted for breaks nothing; one that is not, does', async () => {
  const { text, sentence } = await exported(true);
  expect(sentence).toContain('cut by a crash');
  expect(checked(text)).toMatchObject({ whole: true });
  expect(checked(text.replace('"/sr', '"/xx')).whole).toBe(false);
  expect(
    checked(
      text
        .split('\n')
        .filter((line) => !line.endsWith('"/sr'))
        .join('\n'),
    ).whole,
  ).toBe(false);
  expect(checked(`${text}{"actor":"an`).whole).toBe(false);
});
