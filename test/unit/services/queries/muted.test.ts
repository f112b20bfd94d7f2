import { beforeEach, expect, test } from 'vitest';
import type { App } from '../../../../src/services/app';
import { isMuted, mute, mutedOf, unmute } from '../../../../src/services/queries/muted';
import type { Workspace } from '../../../../src/services/workspace';

const shop = { root: '/shop' } as App;
const blog = { root: '/blog' } as App;
let stored: Map<string, string>;
let told: string[];
let workspace: Workspace;

beforeEach(() => {
  stored = new Map();
  told = [];
  workspace = {
    host: {
      memory: { get: (key: string) => stored.get(key), set: (key: string, text: string) => void stored.set(key, text) },
    },
    queries: { tell: (root: string) => void told.push(root) },
  } as unknown as Workspace;
});

const statement = { kind: 'statement', id: 'd1', label: 'SELECT 1' } as const;
const index = { kind: 'index', id: 'd1', label: 'orders (a)' } as const;

test('what is muted stays muted in its own app, and the view is told', () => {
  mute(workspace, shop, statement);
  expect(mutedOf(workspace, shop)).toEqual([statement]);
  expect(mutedOf(workspace, blog)).toEqual([]);
  expect(told).toEqual(['/shop']);
});

test('a statement and an index of the same id are two things', () => {
  mute(workspace, shop, statement);
  expect(isMuted(mutedOf(workspace, shop), 'index', 'd1')).toBe(false);
  mute(workspace, shop, index);
  unmute(workspace, shop, 'statement', 'd1');
  expect(mutedOf(workspace, shop)).toEqual([index]);
});

test('muting again replaces until when', () => {
  mute(workspace, shop, { ...statement, until: '2999-01-01T00:00:00.000Z' });
  mute(workspace, shop, statement);
  expect(mutedOf(workspace, shop)).toEqual([statement]);
});

test('what has expired is shown again, and forgotten at the next change', () => {
  mute(workspace, shop, { ...statement, until: '2026-11-22T14:00:00.000Z' });
  expect(mutedOf(workspace, shop, new Date('2026-11-22T13:59:59Z'))).toHaveLength(1);
  expect(mutedOf(workspace, shop, new Date('2026-11-22T14:00:00Z'))).toEqual([]);
  mute(workspace, shop, { ...index, until: '2999-01-01T00:00:00.000Z' });
  unmute(workspace, shop, 'index', 'other');
  expect([...stored.values()].join('')).toContain('orders (a)');
});

test.each([
  '',
  'null',
  '7',
  '{"kind":"statement"}',
  '[1,null,{"kind":"x","id":"a","label":"b"},{"kind":"index","id":7,"label":"b"}]',
  '[{',
])('a memory that holds %j mutes nothing', (text) => {
  mute(workspace, shop, statement);
  for (const key of stored.keys()) stored.set(key, text);
  expect(mutedOf(workspace, shop)).toEqual([]);
});
