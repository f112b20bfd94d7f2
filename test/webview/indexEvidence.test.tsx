import { expect, test } from 'vitest';
import { IndexEvidencePage } from '../../webview/views/indexEvidence';
import { mount } from './mount';
import { evidence } from './samples';

const ready = { page: { kind: 'ready' }, content: evidence } as const;

test('before the first snapshot the page says what it waits for', async () => {
  expect((await mount(IndexEvidencePage)).text()).toContain('Reading the database…');
});

test('index, verdict, reasons, statements, plans, DDL and migration are shown', async () => {
  const page = await mount(IndexEvidencePage, ready);
  for (const words of [
    'orders (user_id, created_at)',
    'Proven.',
    'user_id first: compared with =.',
    '400,000 rows',
    '12 rows',
    'orders: full scan → lookup by the new index',
    'alter table `orders` add index',
    'The application can write meanwhile.',
    '2026_11_23_101500_add_index_to_orders_table.php',
  ])
    expect(page.text()).toContain(words);
  expect([...page.root.querySelectorAll('[role=tree]')].map((tree) => tree.getAttribute('aria-label'))).toEqual([
    'Without the index',
    'With the index',
  ]);
});

test('times are columns only where they were measured', async () => {
  const page = await mount(IndexEvidencePage, ready);
  const heads = (root: Element) => [...root.querySelectorAll('table.compared th')].map((head) => head.textContent);
  expect(heads(page.root)).toEqual(['Statement', 'Rows read without', 'Rows read with', 'Time without', 'Time with']);
  const statements = evidence.statements.map(({ timeBefore: _before, timeAfter: _after, ...rest }) => rest);
  const unmeasured = await mount(IndexEvidencePage, { ...ready, content: { ...evidence, statements } });
  expect(heads(unmeasured.root)).toEqual(['Statement', 'Rows read without', 'Rows read with']);
});

test('only what can be done has a button, and it sends its action', async () => {
  const page = await mount(IndexEvidencePage, ready);
  await page.click('Create Migration…');
  expect(page.requests('act').at(-1)?.params).toEqual({ action: 'createMigration' });
  expect(() => page.control('Stop')).toThrow(/No control/);
  const production = { ...evidence, can: ['copyDdl'] as const, cannot: ['Nothing is built on production.'] };
  const bare = await mount(IndexEvidencePage, { ...ready, content: production });
  expect(bare.text()).toContain('Nothing is built on production.');
  expect(() => bare.control('Prove on a Scratch Copy')).toThrow(/No control/);
});

test('a statement opens its page', async () => {
  const page = await mount(IndexEvidencePage, ready);
  await page.click('select * from orders where user_id = ?, open');
  expect(page.requests('openStatement').at(-1)?.params).toEqual({ digest: 'd1' });
});

test('a failed proof says what happened, what is safe and what to do', async () => {
  const problem = { message: 'The disk is full.', safe: 'The scratch copy was dropped.', next: 'Free some space.' };
  const page = await mount(IndexEvidencePage, { ...ready, content: { ...evidence, problem } });
  for (const words of Object.values(problem)) expect(page.text()).toContain(words);
});

test('hostile names and texts are text', async () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const page = await mount(IndexEvidencePage, {
    ...ready,
    content: { ...evidence, index: hostile, reasons: [hostile], plans: [], statements: [] },
  });
  expect(page.root.querySelector('img')).toBeNull();
  expect(page.text()).toContain(hostile);
});
