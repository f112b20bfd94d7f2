import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStatusBar, describe as describeFacts } from '../../src/vscode/statusBar';
import { fake } from '../fakes/vscode';

const now = new Date('2026-11-22T12:00:00Z');
const shop = { app: 'shop', environment: 'local' } as const;

test.for([
  [{}, '$(shield) Laravel Ops', undefined],
  [{ app: 'shop' }, '$(shield) shop', undefined],
  [{ ...shop, role: 'local' }, '$(shield) shop · local', undefined],
  [{ ...shop, environment: 'stage', role: 'staging' }, '$(shield) shop · stage', undefined],
  [{ ...shop, role: 'production' }, '$(lock) PROD shop', 'statusBarItem.warningBackground'],
  [{ ...shop, role: 'production', suspected: true }, '$(lock) PROD? shop', 'statusBarItem.warningBackground'],
  [
    { ...shop, role: 'production', unlockedUntil: new Date('2026-11-22T12:14:05Z') },
    '$(unlock) PROD shop 14:05',
    'statusBarItem.errorBackground',
  ],
  [
    { ...shop, role: 'production', unlockedUntil: new Date('2026-11-22T11:59:59Z') },
    '$(lock) PROD shop',
    'statusBarItem.warningBackground',
  ],
] as const)('%j reads "%s"', ([facts, text, background]) => {
  const described = describeFacts(facts, now);
  expect([described.text, described.background]).toEqual([text, background]);
});

test.for([
  [{ ...shop, role: 'local' }, { kind: 'backup', share: 0.387, others: 0 }, '$(sync~spin) Backup 38 %'],
  [{ ...shop, role: 'local' }, { kind: 'drill', others: 2 }, '$(sync~spin) Drill +2'],
  [{ ...shop, role: 'local' }, { kind: 'restore', share: 1.2, others: 0 }, '$(sync~spin) Restore 100 %'],
  [{ ...shop, role: 'production' }, { kind: 'switch', others: 0 }, '$(sync~spin) Switch · PROD shop'],
  [
    { ...shop, role: 'production', unlockedUntil: new Date('2026-11-22T12:14:05Z') },
    { kind: 'restore', share: 0.5, others: 0 },
    '$(sync~spin) Restore 50 % · PROD shop 14:05',
  ],
] as const)(
  'while work is under way, it is what is read; production is said all the same: %j %j',
  ([facts, work, text]) => {
    const described = describeFacts({ ...facts, work: { ...work, text: '' } }, now);
    expect(described.text).toBe(text);
    expect(described.background).toBe(describeFacts(facts, now).background);
    expect(described.spoken).toContain(facts.role);
  },
);

test('the tooltip says how far the work is, as text', () => {
  const bar = createStatusBar();
  bar.show({ ...shop, role: 'local', work: { kind: 'verify', text: 'Verifying: a_b *', others: 0 } }, 'auto');
  expect(fake.statusBarItems[0]?.tooltip).toMatchObject({ value: expect.stringContaining('Verifying: a\\_b \\*') });
});

test('what is spoken says lock and unlock in words', () => {
  const facts = { ...shop, role: 'production' } as const;
  expect(describeFacts(facts, now).spoken).toBe('Laravel Ops: shop, production, locked');
  expect(describeFacts({ ...facts, suspected: true }, now).spoken).toContain('suspected production');
  expect(describeFacts({ ...facts, unlockedUntil: new Date('2026-11-22T12:01:00Z') }, now).spoken).toContain(
    'unlocked for changes',
  );
});

beforeEach(() => {
  fake.reset();
  vi.useFakeTimers({ now });
});
afterEach(() => vi.useRealTimers());

test('unlocked, it counts down each second and ends locked; disposed, it counts no more', async () => {
  const bar = createStatusBar();
  bar.show({ ...shop, role: 'production', unlockedUntil: new Date(now.getTime() + 65_000) }, 'auto');
  const item = fake.statusBarItems[0];
  expect(item?.text).toBe('$(unlock) PROD shop 1:05');
  await vi.advanceTimersByTimeAsync(6_000);
  expect(item?.text).toBe('$(unlock) PROD shop 0:59');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(item?.text).toBe('$(lock) PROD shop');
  bar.dispose();
  expect(vi.getTimerCount()).toBe(0);
});

test.for([
  ['auto', {}, false],
  ['auto', shop, true],
  ['always', {}, true],
  ['never', shop, false],
] as const)('%s with %j: visible %s', ([visibility, facts, visible]) => {
  createStatusBar().show(facts, visibility);
  expect(fake.statusBarItems[0]?.visible).toBe(visible);
});
