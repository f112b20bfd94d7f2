import * as fc from 'fast-check';
import { act } from 'preact/test-utils';
import { beforeAll, expect, test } from 'vitest';
import type { SecurityLogRow } from '../../src/protocol/views/securityLog';
import { SecurityLogPage } from '../../webview/views/securityLog';
import { mount } from './mount';
import { logRow, securityLog } from './samples';

// The list draws what is in sight, and this DOM lays nothing out: give everything a size.
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 6000 });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1000 });
});

const grid = (root: Element) => root.querySelector('[role=grid]') as HTMLElement;
const rowsOf = (root: Element) => [...root.querySelectorAll<HTMLElement>('.grid-space [role=row]')];
const active = (root: Element) => {
  const id = grid(root).getAttribute('aria-activedescendant');
  return id === null ? undefined : root.querySelector(`#${id}`)?.textContent;
};

test('before the first snapshot the page says that it is opening', async () => {
  expect((await mount(SecurityLogPage)).text()).toContain('Opening the security log…');
});

test('rows are a grid with places, level words and a count', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  expect(grid(page.root).getAttribute('aria-label')).toBe('Security events');
  expect(grid(page.root).getAttribute('aria-rowcount')).toBe('10');
  expect(rowsOf(page.root)).toHaveLength(9);
  expect(rowsOf(page.root)[1]?.textContent).toContain('Error');
  expect(rowsOf(page.root)[1]?.getAttribute('aria-rowindex')).toBe('3');
  expect(page.root.querySelector('[aria-live=polite]')?.textContent).toBe('9 events');
});

test('columns without a value in any row are left out; the moment is short, in full as a hint', async () => {
  const heads = (root: Element) => [...root.querySelectorAll('[role=columnheader]')].map((head) => head.textContent);
  const page = await mount(SecurityLogPage, {
    ...securityLog,
    rows: [logRow(1, { at: '2020-01-02T03:04:05.678+00:00', ip: '203.0.113.7' })],
  });
  expect(heads(page.root)).toEqual(['Time', 'Level', 'Address', 'Message']);
  expect(grid(page.root).getAttribute('aria-colcount')).toBe('4');
  expect(grid(page.root).classList).toContain('has-ip');
  expect(grid(page.root).classList).toContain('with-days');
  const time = rowsOf(page.root)[0]?.querySelector('[title]');
  expect(time?.textContent).toBe('2020-01-02 03:04:05');
  expect(time?.getAttribute('title')).toBe('2020-01-02T03:04:05.678+00:00');
  await page.show({ ...securityLog, rows: [logRow(1)] });
  expect(heads(page.root)).toEqual(['Time', 'Level', 'Message']);
  expect(grid(page.root).classList).not.toContain('with-days');
});

test('further lines follow the message in its row; a message that is the event is marked as said already', async () => {
  const stack = JSON.stringify({ guard: 'web' }, undefined, 2);
  const page = await mount(SecurityLogPage, {
    ...securityLog,
    rows: [logRow(1, { event: 'login', message: 'login', stack }), logRow(2, { event: 'login', message: 'by hand' })],
  });
  const [first, second] = rowsOf(page.root);
  expect(first?.querySelector('.cell-message')?.textContent).toBe('loginguard="web"');
  expect(first?.querySelector('.repeated')?.textContent).toBe('login');
  expect(second?.querySelector('.repeated')).toBeNull();
  await page.press(grid(page.root), 'g');
  await page.press(grid(page.root), 'Enter');
  expect(page.root.querySelector('.detail-message')).toBeNull();
  await page.press(grid(page.root), 'j');
  expect(page.root.querySelector('.detail-message')?.textContent).toBe('by hand');
});

test('the banner, the count and every control are there at any width; style sheets alone hide words', async () => {
  const banner = { role: 'production', app: 'shop', target: 'shop@10.0.0.5:3306', access: 'read-only' } as const;
  const page = await mount(SecurityLogPage, { ...securityLog, banner });
  expect(page.root.querySelector('.stream-top')?.textContent).toContain('Production');
  expect(page.root.querySelector('.banner-facts')?.getAttribute('title')).toBe(
    'Production · shop · shop@10.0.0.5:3306 · read-only',
  );
  expect(page.root.querySelector('.stream-top .counts')?.textContent).toContain('9 events');
  expect(page.control('Pause').getAttribute('title')).toBe('Pause (Space)');
  await page.show({ ...securityLog, banner, paused: true });
  expect(page.control('Resume').getAttribute('title')).toBe('Resume (Space)');
});

test.each(['empty', 'error', 'noPrivilege', 'untrusted', 'off', 'loading'] as const)(
  'a log that is %s says so',
  async (kind) => {
    const page = await mount(SecurityLogPage, {
      ...securityLog,
      rows: [],
      state: { kind, message: `this is ${kind}` },
    });
    expect(page.root.querySelector(`.state-${kind}`)?.textContent).toContain(`this is ${kind}`);
    expect(page.root.querySelector('[role=grid]')).toBeNull();
  },
);

test('keys move between rows and errors', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  const press = (key: string) => page.press(grid(page.root), key);
  await press('j');
  expect(active(page.root)).toContain('event 8');
  await press('k');
  expect(active(page.root)).toContain('event 7');
  await press('E');
  expect(active(page.root)).toContain('event 4');
  await press('E');
  expect(active(page.root)).toContain('event 1');
  await press('e');
  expect(active(page.root)).toContain('event 4');
  await press('g');
  expect(active(page.root)).toContain('event 0');
  await press('k');
  expect(active(page.root)).toContain('event 0');
});

test('Enter opens the event, Escape closes it', async () => {
  const stack = '#0 LoginController.php(42)';
  const page = await mount(SecurityLogPage, {
    ...securityLog,
    rows: [logRow(1, { event: 'Failed', ip: '203.0.113.7', stack })],
  });
  await page.press(grid(page.root), 'j');
  await page.press(grid(page.root), 'Enter');
  const detail = page.root.querySelector('aside');
  expect(detail?.textContent).toContain('203.0.113.7');
  expect(detail?.textContent).toContain(stack);
  await page.press(grid(page.root), 'Escape');
  expect(page.root.querySelector('aside')).toBeNull();
});

test('Space pauses and resumes, with and without the mouse', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.press(grid(page.root), ' ');
  expect(page.requests('setPaused').at(-1)?.params).toEqual({ paused: true });
  await page.show({ ...securityLog, paused: true, skipped: 1240 });
  expect(page.text()).toContain('9 events · 1,240 skipped while paused');
  await page.click('Resume');
  expect(page.requests('setPaused').at(-1)?.params).toEqual({ paused: false });
});

test('a key with a modifier belongs to the editor', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.press(grid(page.root), 'j', { ctrlKey: true });
  expect(active(page.root)).toBeUndefined();
});

test('filter, level, source and clear ask the host', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  const change = (name: string, type: string, value: string) =>
    act(async () => {
      const control = page.control(name);
      Object.assign(control, { value });
      control.dispatchEvent(new Event(type, { bubbles: true }));
    });
  await change('Filter', 'input', 'ip:203.0.113.7');
  expect(page.requests('setFilter').at(-1)?.params).toEqual({ text: 'ip:203.0.113.7', level: 'debug' });
  await change('Lowest level', 'change', 'error');
  expect(page.requests('setFilter').at(-1)?.params).toEqual({ text: 'ip:203.0.113.7', level: 'error' });
  await change('Log source', 'change', 'b');
  expect(page.requests('chooseSource').at(-1)?.params).toEqual({ id: 'b' });
  await page.click('Clear');
  expect(page.requests('clear')).toHaveLength(1);
});

test('"/" goes to the filter', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  page.control('Filter').tabIndex = 0;
  await page.press(grid(page.root), '/');
  expect(document.activeElement).toBe(page.control('Filter'));
});

test('an old answer does not undo what is being typed', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  const field = page.control('Filter');
  field.tabIndex = 0;
  field.focus();
  await act(async () => {
    Object.assign(field, { value: 'ip:20' });
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.show({ ...securityLog, filter: { text: 'ip:', level: 'debug' } });
  expect(Reflect.get(field, 'value')).toBe('ip:20');
  field.blur();
  await page.show({ ...securityLog, filter: { text: 'event:Failed', level: 'debug' } });
  expect(Reflect.get(page.control('Filter'), 'value')).toBe('event:Failed');
});

test('the active row stays the same event when new ones push it up', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.press(grid(page.root), 'j');
  await page.show({ ...securityLog, rows: [...securityLog.rows.slice(2), logRow(9), logRow(10)] });
  expect(active(page.root)).toContain('event 8');
});

test('200 hostile strings are text wherever they are shown', async () => {
  const known = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    'javascript:alert(1)',
    '&lt;b&gt;',
    '{{constructor}}',
    '\u001b]8;;http://evil\u0007link',
    "' onclick='alert(1)",
    '<ops-button>x</ops-button>',
    '</span></div><h1>x',
  ];
  const drawn = fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { numRuns: 190, seed: 7 });
  const hostile = [...known, ...drawn];
  expect(hostile).toHaveLength(200);
  const benign = await mount(SecurityLogPage, { ...securityLog, rows: hostile.map((_, id) => full(id, 'x')) });
  const shape = elements(benign.root);
  const page = await mount(SecurityLogPage, { ...securityLog, rows: hostile.map((text, id) => full(id, text)) });
  expect(rowsOf(page.root)).toHaveLength(200);
  expect(elements(page.root)).toEqual(shape);
  for (const [index, row] of rowsOf(page.root).entries()) {
    const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent);
    expect(cells.slice(2, 6)).toEqual(Array(4).fill(hostile[index]));
  }
});

const full = (id: number, text: string): SecurityLogRow => ({
  id: String(id),
  at: '13:00:00',
  level: 'info',
  event: text,
  actor: text,
  ip: text,
  route: text,
  message: text,
});
const elements = (root: Element) => [...root.querySelectorAll('*')].map(({ tagName }) => tagName);
