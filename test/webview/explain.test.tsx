import { expect, test } from 'vitest';
import { ExplainPage } from '../../webview/views/explain';
import { mount } from './mount';
import { explain } from './samples';

const ready = { page: { kind: 'ready' }, content: explain } as const;
const items = (root: Element) => [...root.querySelectorAll<HTMLElement>('[role=treeitem]')];
const selected = (root: Element) =>
  items(root).find((item) => item.getAttribute('aria-selected') === 'true')?.dataset['node'];

test('before the first snapshot the page says what it waits for', async () => {
  expect((await mount(ExplainPage)).text()).toContain('Asking the server for its plan…');
});

test('statement, facts, warnings and plan are shown', async () => {
  const page = await mount(ExplainPage, ready);
  for (const words of [explain.statement.text, '38 %', 'Reads 300,000 rows to return 12.', 'Full scan', '84 % of plan'])
    expect(page.text()).toContain(words);
  expect(page.root.querySelector('[role=tree]')?.getAttribute('aria-label')).toBe('Query plan');
  expect(items(page.root).map((item) => item.getAttribute('aria-level'))).toEqual(['1', '2', '2']);
});

test('the tree is one tab stop and follows the arrow keys', async () => {
  const page = await mount(ExplainPage, ready);
  const tree = page.root.querySelector('[role=tree]') as Element;
  expect(items(page.root).filter((item) => item.tabIndex === 0)).toHaveLength(1);
  await page.press(tree, 'ArrowDown');
  expect(selected(page.root)).toBe('2');
  expect(page.root.querySelector('aside')?.getAttribute('aria-label')).toBe('Step orders');
  await page.press(tree, 'End');
  expect(selected(page.root)).toBe('3');
  await page.press(tree, 'ArrowLeft');
  expect(selected(page.root)).toBe('1');
  await page.press(tree, 'ArrowLeft');
  expect(items(page.root)).toHaveLength(1);
  expect(items(page.root)[0]?.getAttribute('aria-expanded')).toBe('false');
  await page.press(tree, 'ArrowRight');
  expect(items(page.root)).toHaveLength(3);
});

test('warnings stand before the figures and the plan', async () => {
  const page = await mount(ExplainPage, ready);
  const places = ['.card .sql', '.warnings', '.facts.chips', '[role=tree]'].map((part) =>
    page.root.querySelector(part),
  );
  for (const [at, part] of places.entries()) {
    const next = places[at + 1];
    if (part === null || next === null) throw new Error('a part is missing');
    if (next !== undefined) expect(part.compareDocumentPosition(next)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  }
});

test('the chosen step, what is folded and the tab come back when the page is drawn again', async () => {
  const first = await mount(ExplainPage, ready);
  const tree = first.root.querySelector('[role=tree]') as Element;
  await first.press(tree, 'End');
  await first.press(tree, 'ArrowLeft');
  await first.press(tree, 'ArrowLeft');
  const again = await mount(ExplainPage, ready, first.remembered);
  expect(selected(again.root)).toBe('1');
  expect(items(again.root)[0]?.getAttribute('aria-expanded')).toBe('false');
});

test('what EXPLAIN answered is a table with a name', async () => {
  const page = await mount(ExplainPage, ready);
  const table = page.root.querySelector('table[aria-label="EXPLAIN rows"]');
  expect([...(table?.querySelectorAll('th') ?? [])].map((head) => head.textContent)).toEqual(['id', 'table']);
  expect([...(table?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)).toEqual(['1', 'orders']);
});

test.each(['error', 'noPrivilege', 'untrusted', 'empty', 'off', 'loading'] as const)(
  'a plan that is %s says so and keeps the statement in sight',
  async (kind) => {
    const { plan: _, ...rest } = explain;
    const page = await mount(ExplainPage, {
      page: { kind: 'ready' },
      content: { ...rest, state: { kind, message: `this is ${kind}`, action: { title: 'Do It', command: 'fix' } } },
    });
    expect(page.text()).toContain(`this is ${kind}`);
    expect(page.text()).toContain('select * from');
    expect(page.root.querySelector('[role=tree]')).toBeNull();
    await page.click('Do It');
    expect(page.requests('run').at(-1)?.params).toEqual({ command: 'fix' });
  },
);

test('explaining again can be cancelled', async () => {
  const page = await mount(ExplainPage, ready);
  await page.click('Explain Again');
  const [request] = page.requests('explain');
  expect(request?.params).toEqual({ digest: 'd1' });
  await page.click('Cancel');
  expect(page.sent.at(-1)).toEqual({ type: 'cancel', id: request?.id });
  expect(page.control('Explain Again')).toBeDefined();
  expect(page.root.querySelector('[role=alert]')).toBeNull();
});

test('a refused request is told', async () => {
  const page = await mount(ExplainPage, ready);
  await page.click('Explain Again');
  await page.push({
    type: 'error',
    id: page.requests('explain')[0]?.id,
    message: 'Stopped after 5 s (production limit).',
  });
  expect(page.root.querySelector('[role=alert]')?.textContent).toContain('production limit');
});

test('copying names what to copy, never the text', async () => {
  const page = await mount(ExplainPage, ready);
  await page.click('Copy statement');
  await page.click('Copy rows');
  await page.click('Copy JSON');
  expect(page.requests('copy').map(({ params }) => params)).toEqual([
    { what: 'statement' },
    { what: 'rows' },
    { what: 'json' },
  ]);
});

test('a hostile statement is text', async () => {
  const text = 'select "<img src=x onerror=alert(1)>" from `</code><script>`';
  const page = await mount(ExplainPage, {
    ...ready,
    content: { ...explain, statement: { ...explain.statement, text } },
  });
  expect(page.root.querySelector('pre')?.textContent).toBe(text);
  expect(page.root.querySelector('img, script')).toBeNull();
});

test('a statement of the list has its indexes, code, trend, tables and examples beside the plan', async () => {
  const page = await mount(ExplainPage, {
    page: { kind: 'ready' },
    content: {
      ...explain,
      suggestions: {
        state: { kind: 'ready' },
        indexes: [{ id: 'i1', index: 'orders (user_id)', effect: 'proven: 400,000 → 12 rows read', tone: 'good' }],
      },
      code: {
        state: { kind: 'ready' },
        places: [{ place: 'app/Models/User.php:42', confidence: 'likely', why: 'same table and columns' }],
      },
      trend: {
        regression: 'Slower since a1b2c3d',
        points: [
          { time: 1000, at: '10:00', averageMs: 10, average: '10 ms', calls: '5 an hour' },
          { time: 2000, at: '11:00', averageMs: 40, average: '40 ms', calls: '6 an hour' },
        ],
        marks: [{ time: 1500, at: '10:30', title: 'a1b2c3d Newest first', deployed: false }],
        note: '3 readings',
      },
      tables: [{ name: 'orders', facts: [], indexes: [['PRIMARY', 'id', 'primary', '400,000', '12']] }],
      examples: [{ text: 'select 1', note: 'kept by the server' }],
      parameters: [{ value: '7', column: 'orders.user_id', provenance: 'the most frequent value' }],
      can: ['findIndexes', 'analyze'],
    },
  });
  const tabs = [...page.root.querySelectorAll('ops-panel-tab')].map((tab) => tab.textContent);
  expect(tabs).toEqual(['Plan', 'Indexes', 'Code', 'Trend', 'Tables', 'Examples', 'Rows', 'JSON']);
  for (const words of ['Slower since a1b2c3d', 'app/Models/User.php:42', 'the most frequent value', '400,000'])
    expect(page.text()).toContain(words);
  await page.click('orders (user_id), open the evidence');
  expect(page.requests('openIndex').at(-1)?.params).toEqual({ id: 'i1' });
  await page.click('Run and Measure…');
  expect(page.requests('act').at(-1)?.params).toEqual({ action: 'analyze' });
  await page.click('app/Models/User.php:42, open');
  expect(page.requests('openPlace').at(-1)?.params).toEqual({ place: 'app/Models/User.php:42' });
  const twin = [...page.root.querySelectorAll('caption')].find((each) => each.textContent === 'Average time of a call');
  expect(twin?.closest('table')?.textContent).toContain('40 ms');
});
