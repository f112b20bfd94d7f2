import { act } from 'preact/test-utils';
import { beforeAll, expect, test } from 'vitest';
import type { SecurityLogDetail, SecurityLogView } from '../../src/protocol/views/securityLog';
import { SecurityLogPage } from '../../webview/views/securityLog';
import { mount } from './mount';
import { logDetail, logRow, securityLog } from './samples';

// The list draws what is in sight, and this DOM lays nothing out: give everything a size.
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 6000 });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1000 });
});

const grid = (root: Element) => root.querySelector('[role=grid]') as HTMLElement;
const rowsOf = (root: Element) => [...root.querySelectorAll<HTMLElement>('.grid-space [role=row]')];
/** Answers the last request for a detail. */
const answer = (page: Awaited<ReturnType<typeof mount<SecurityLogView>>>, detail: SecurityLogDetail) =>
  page.push({ type: 'result', id: page.requests('detail').at(-1)?.id, result: detail });
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
  const rows = [
    logRow(1, { event: 'login', message: 'login', more: 'guard="web"' }),
    logRow(2, { event: 'login', message: 'by hand' }),
  ] as const;
  const page = await mount(SecurityLogPage, { ...securityLog, rows });
  const [first, second] = rowsOf(page.root);
  expect(first?.querySelector('.cell-message')?.textContent).toBe('loginguard="web"');
  expect(first?.querySelector('.repeated')?.textContent).toBe('login');
  expect(second?.querySelector('.repeated')).toBeNull();
  await page.press(grid(page.root), 'g');
  await page.press(grid(page.root), 'Enter');
  await answer(page, logDetail(rows[0]));
  expect(page.root.querySelector('.detail-message')).toBeNull();
  await page.press(grid(page.root), 'j');
  await answer(page, logDetail(rows[1]));
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

test('Enter opens the event, Escape closes it and then lets go of the row', async () => {
  const row = logRow(1, { event: 'Failed', ip: '203.0.113.7' });
  const page = await mount(SecurityLogPage, { ...securityLog, rows: [row] });
  await page.press(grid(page.root), 'j');
  await page.press(grid(page.root), 'Enter');
  expect(page.requests('detail').at(-1)?.params).toEqual({ id: row.id });
  await answer(page, logDetail(row, { more: '#0 LoginController.php(42)', raw: 'as it was' }));
  const detail = page.root.querySelector('aside');
  expect(detail?.textContent).toContain('#0 LoginController.php(42)');
  expect(detail?.textContent).toContain('as it was');
  await page.press(grid(page.root), 'Escape');
  expect(page.root.querySelector('aside')).toBeNull();
  expect(active(page.root)).toBeDefined();
  await page.press(grid(page.root), 'Escape');
  expect(active(page.root)).toBeUndefined();
});

test('the detail filters by a field, goes to a related event and mutes a finding', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.press(grid(page.root), 'g');
  await page.press(grid(page.root), 'Enter');
  const finding = {
    id: 'f',
    severity: 'critical',
    title: 'Brute force',
    summary: '214 failed',
    count: '214 events',
  } as const;
  await answer(
    page,
    logDetail(logRow(0), {
      filterBy: [{ field: 'ip', value: '203.0.113.7' }],
      related: [{ id: 'r5', at: '13:00:05', level: 'error', text: 'login_failed' }],
      findings: [{ ...finding, why: 'more than 10 in 5 minutes', advice: 'Lock the account.' }],
    }),
  );
  await page.click('Filter by this address: 203.0.113.7');
  expect(page.requests('filterBy').at(-1)?.params).toEqual({ id: 'r0', field: 'ip' });
  expect(page.root.querySelector('.detail-finding')?.textContent).toContain('Critical');
  expect(page.root.querySelector('.detail-finding')?.textContent).toContain('more than 10 in 5 minutes');
  await page.click('Mute… Brute force');
  expect(page.requests('mute').at(-1)?.params).toEqual({ finding: 'f' });
  await page.click('login_failed');
  expect(active(page.root)).toContain('event 5');
  await answer(page, logDetail(logRow(5), { findings: [{ ...finding, why: '', advice: '', muted: 'until 14:02' }] }));
  await page.click('Unmute Brute force');
  expect(page.requests('unmute').at(-1)?.params).toEqual({ finding: 'f' });
});

test('m mutes what the event belongs to', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.press(grid(page.root), 'm');
  expect(page.requests('muteEvent')).toHaveLength(0);
  await page.press(grid(page.root), 'j');
  await page.press(grid(page.root), 'm');
  expect(page.requests('muteEvent').at(-1)?.params).toEqual({ id: 'r8' });
});

test('going up from the first row asks for older ones, once; going down from the last for newer ones', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  const press = (key: string) => page.press(grid(page.root), key);
  await press('g');
  expect(page.requests('older')).toHaveLength(0);
  await press('g');
  await press('PageUp');
  expect(page.requests('older')).toHaveLength(1);
  expect(page.text()).toContain('Reading…');
  await page.push({ type: 'result', id: page.requests('older')[0]?.id });
  await page.show({ ...securityLog, mode: 'older', edges: { older: false, newer: true } });
  expect(page.text()).toContain('The log begins here');
  await press('k');
  expect(page.requests('older')).toHaveLength(1);
  await press('G');
  await press('j');
  expect(page.requests('newer')).toHaveLength(1);
  await page.click('Back to live');
  expect(page.requests('live')).toHaveLength(1);
});

test('a search says how far it is, and is stopped', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.click('Search the files');
  expect(page.requests('search')).toHaveLength(1);
  await page.show({
    ...securityLog,
    mode: 'found',
    work: { title: 'Search', text: '214 matches in 1.2 GB of 4.8 GB', running: true, share: 0.25 },
  });
  expect(page.text()).toContain('Search: 214 matches in 1.2 GB of 4.8 GB');
  expect(page.root.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('25');
  await page.click('Stop');
  expect(page.requests('stopWork')).toHaveLength(1);
  await page.show({
    ...securityLog,
    mode: 'found',
    work: { title: 'Search', text: '214 matches in 4.8 GB', running: false },
  });
  expect(page.text()).toContain('Search: 214 matches in 4.8 GB');
  expect(page.root.querySelector('[role=progressbar]')).toBeNull();
  await page.click('Back to live');
});

test('bars say what they count, in words and in a table; keys and a press choose a span', async () => {
  const histogram = [
    { from: 0, to: 1000, at: '13:00:00', quiet: 3, warnings: 0, errors: 1 },
    { from: 1000, to: 2000, at: '13:00:01', quiet: 0, warnings: 2, errors: 0 },
    { from: 2000, to: 3000, at: '13:00:02', quiet: 1, warnings: 0, errors: 0 },
  ];
  const page = await mount(SecurityLogPage, { ...securityLog, histogram });
  const bars = page.root.querySelector('[role=listbox]') as HTMLElement;
  const options = [...bars.querySelectorAll('[role=option]')];
  expect(options.map((option) => option.getAttribute('aria-label'))).toEqual([
    '13:00:00: 4 events, 1 error or worse',
    '13:00:01: 2 events, 2 warning',
    '13:00:02: 1 event',
  ]);
  expect(page.root.querySelector('.histogram table')?.textContent).toContain('13:00:01');
  await page.press(bars, 'ArrowLeft');
  await page.press(bars, 'ArrowLeft', { shiftKey: true });
  expect(bars.getAttribute('aria-activedescendant')).toBe('bucket-1');
  await page.press(bars, 'Enter');
  expect(page.requests('zoom').at(-1)?.params).toEqual({ from: 1000, to: 3000 });
  await act(async () => {
    options[0]?.dispatchEvent(new Event('pointerdown', { bubbles: true }));
  });
  await act(async () => {
    options[0]?.dispatchEvent(new Event('pointerup', { bubbles: true }));
  });
  expect(page.requests('zoom').at(-1)?.params).toEqual({ from: 0, to: 1000 });
  await page.show({ ...securityLog, histogram, range: { text: '13:00:00 – 13:00:01', from: 0, to: 1000 } });
  expect(options.map((option) => option.getAttribute('aria-selected'))).toEqual(['true', 'false', 'false']);
  await page.press(bars, 'Escape');
  expect(page.requests('anyTime')).toHaveLength(1);
});

test('findings: the newest in a line, all on demand; one shows its events', async () => {
  const findings = ['one', 'two'].map(
    (id) => ({ id, severity: 'warning', title: id, summary: `sum ${id}`, count: '3 events' }) as const,
  );
  const page = await mount(SecurityLogPage, { ...securityLog, findings, muted: 1 });
  const strip = page.root.querySelector('.findings');
  expect(strip?.querySelectorAll('li')).toHaveLength(1);
  expect(strip?.textContent).toContain('Warning');
  expect(strip?.textContent).toContain('1 muted');
  await page.click('2 findings');
  expect(strip?.querySelectorAll('li')).toHaveLength(2);
  await page.click('two: show its events');
  expect(page.requests('showFinding').at(-1)?.params).toEqual({ id: 'two' });
  await page.click('Mute one');
  expect(page.requests('mute').at(-1)?.params).toEqual({ finding: 'one' });
  await page.click('Unmute');
  expect(page.requests('unmuteAll')).toHaveLength(1);
});

test('export and the editor are offered where the host can', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.click('Export');
  await page.click('Open in Editor');
  expect([page.requests('export').length, page.requests('openPanel').length]).toEqual([1, 1]);
  await page.show({ ...securityLog, can: [] });
  expect(() => page.control('Export')).toThrow();
  expect(() => page.control('Open in Editor')).toThrow();
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
  expect(page.requests('setFilter').at(-1)?.params).toEqual({ text: 'ip:203.0.113.7', regex: false, level: 'debug' });
  await change('Lowest level', 'change', 'error');
  expect(page.requests('setFilter').at(-1)?.params).toEqual({ text: 'ip:203.0.113.7', regex: false, level: 'error' });
  await change('Time', 'change', '15');
  expect(page.requests('last').at(-1)?.params).toEqual({ minutes: 15 });
  await page.click('Regular expression');
  expect(page.requests('setFilter').at(-1)?.params).toEqual({ text: 'ip:203.0.113.7', regex: true, level: 'debug' });
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
  await page.show({ ...securityLog, filter: { text: 'ip:', regex: false, level: 'debug' } });
  expect(Reflect.get(field, 'value')).toBe('ip:20');
  field.blur();
  await page.show({ ...securityLog, filter: { text: 'event:Failed', regex: false, level: 'debug' } });
  expect(Reflect.get(page.control('Filter'), 'value')).toBe('event:Failed');
});

test('the active row stays the same event when new ones push it up', async () => {
  const page = await mount(SecurityLogPage, securityLog);
  await page.press(grid(page.root), 'j');
  await page.show({ ...securityLog, rows: [...securityLog.rows.slice(2), logRow(9), logRow(10)] });
  expect(active(page.root)).toContain('event 8');
});
