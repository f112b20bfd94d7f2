import { expect, test, vi } from 'vitest';
import type { BlockState } from '../../src/protocol/views/common';
import { DashboardPage } from '../../webview/views/dashboard';
import { mount } from './mount';
import { dashboard } from './samples';

const ready = { page: { kind: 'ready' }, content: dashboard } as const;

test('before the first snapshot the page says that it is loading', async () => {
  const page = await mount(DashboardPage);
  expect(page.text()).toContain('Loading the dashboard…');
  expect(page.root.querySelector('ops-progress-ring')?.getAttribute('role')).toBe('progressbar');
});

test('a ready dashboard shows every block with its words', async () => {
  const page = await mount(DashboardPage, ready);
  for (const words of [
    'Local',
    'shop@127.0.0.1:3306',
    'as of 13:02:10',
    'Partial',
    'newest 9 h',
    '9 h ago · 1.9 GB',
    '38 %',
    '412 MB',
    'Failed login',
    'Turn off debug',
  ])
    expect(page.text()).toContain(words);
  expect(page.text()).toContain('1 covered, 1 partial, 1 gap, 1 unknown');
});

test('regions and controls have names, and drawings have tables', async () => {
  const page = await mount(DashboardPage, ready);
  const regions = [...page.root.querySelectorAll('section')].map((section) =>
    page.root.querySelector(`#${CSS.escape(section.getAttribute('aria-labelledby') ?? '')}`)?.textContent?.trim(),
  );
  expect(regions).toEqual([
    'Readiness',
    'Backups',
    'Cache and queues',
    'Slow statements',
    'Security events',
    'Do next',
  ]);
  expect(page.root.querySelectorAll('h1')).toHaveLength(1);
  for (const button of page.root.querySelectorAll('ops-button'))
    expect(button.getAttribute('aria-label') ?? button.textContent?.trim()).not.toBe('');
  expect([...page.root.querySelectorAll('caption')].map((caption) => caption.textContent)).toEqual([
    'Backup sizes',
    'Security events an hour',
  ]);
  for (const drawing of page.root.querySelectorAll('svg')) expect(drawing.getAttribute('aria-hidden')).toBe('true');
});

test('few hours stand at the right of the drawing: hours that were not read are not zero', async () => {
  const page = await mount(DashboardPage, ready);
  expect(page.root.querySelector('svg.bars')?.getAttribute('viewBox')).toBe('0 0 240 56');
  expect(page.root.querySelector('.bars-base')?.getAttribute('x1')).toBe('230');
  expect(page.root.querySelector('.bar')?.getAttribute('x')).toBe('231');
  const hours = Array.from({ length: 24 }, (_, hour) => ({ at: `${hour}:00`, count: hour }));
  await page.show({ ...ready, content: { ...dashboard, security: { ...dashboard.security, histogram: hours } } });
  expect(page.root.querySelector('.bars-base')?.getAttribute('x1')).toBe('0');
  expect(page.root.querySelectorAll('.bar')).toHaveLength(24);
});

test('the place on the page comes back once its content is there', async () => {
  const scrolled = vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  const page = await mount(DashboardPage, undefined, new Map([['scroll', '420']]));
  expect(scrolled).not.toHaveBeenCalled();
  await page.show(ready);
  expect(scrolled).toHaveBeenCalledExactlyOnceWith(0, 420);
  Object.defineProperty(window, 'scrollY', { configurable: true, value: 33.4 });
  window.dispatchEvent(new Event('scrollend'));
  expect(page.remembered.get('scroll')).toBe('33');
  scrolled.mockRestore();
});

test('every control is the toolkit’s', async () => {
  const page = await mount(DashboardPage, ready);
  expect(page.root.querySelectorAll('button, input, select, textarea, a')).toHaveLength(0);
});

test.each<[BlockState['kind'], string, string | undefined]>([
  ['loading', 'Reading performance_schema…', undefined],
  ['empty', 'No statement slower than 500 ms since 13:02 (performance_schema).', undefined],
  ['error', 'From here to 127.0.0.1:3306 as shop: access denied (1045).', 'Test Connection'],
  ['noPrivilege', 'The login shop cannot read performance_schema.', 'Copy GRANT'],
  ['untrusted', 'Restricted Mode: only file checks run.', 'Manage Trust'],
  ['off', 'Statement history is OFF on this server.', undefined],
])('a block that is %s says so in the place of its rows', async (kind, message, title) => {
  const state = { kind, message, ...(title === undefined ? {} : { action: { title, command: `do ${kind}` } }) };
  const page = await mount(DashboardPage, {
    page: { kind: 'ready' },
    content: { ...dashboard, statements: { state, source: 'performance_schema', rows: [] } },
  });
  const block = page.root.querySelector(`.state-${kind}`);
  expect(block?.textContent).toContain(message);
  expect(block?.getAttribute('role')).toBe('status');
  expect(page.root.querySelector('table.statements')).toBeNull();
  if (title === undefined) return;
  await page.click(title);
  expect(page.requests('run').at(-1)?.params).toEqual({ command: `do ${kind}` });
});

test('a failed refresh keeps the last content in sight', async () => {
  const page = await mount(DashboardPage, {
    page: { kind: 'error', message: 'The server is down.' },
    content: dashboard,
  });
  expect(page.text()).toContain('The server is down.');
  expect(page.text()).toContain('as of 13:02:10');
});

test('a failure before the first load stands alone', async () => {
  const page = await mount(DashboardPage, { page: { kind: 'error', message: 'The server is down.' } });
  expect(page.text()).toContain('The server is down.');
  expect(page.root.querySelector('header')).toBeNull();
});

test('buttons ask the host: refresh, run, open a statement', async () => {
  const page = await mount(DashboardPage, ready);
  await page.click('Show Backups: Automated backups');
  expect(page.requests('run').at(-1)?.params).toEqual({ command: 'area:backups' });
  await page.click('Go to Source: Turn off debug');
  expect(page.requests('run').at(-1)?.params).toEqual({ command: 'next:debug' });
  await page.click('Explain: select * from `orders`');
  expect(page.requests('openStatement').at(-1)?.params).toEqual({ digest: 'd1' });
  await page.click('Refresh');
  expect(page.requests('refresh')).toHaveLength(1);
});

test('while a refresh is under way the button waits; a refused one is told and can be dismissed', async () => {
  const page = await mount(DashboardPage, ready);
  await page.click('Refresh');
  await page.click('Refresh');
  expect(page.requests('refresh')).toHaveLength(1);
  await page.push({ type: 'error', id: page.requests('refresh')[0]?.id, message: 'Stopped after 60 s.' });
  expect(page.root.querySelector('[role=alert]')?.textContent).toContain('Stopped after 60 s.');
  await page.click('Dismiss');
  expect(page.root.querySelector('[role=alert]')).toBeNull();
});

test('production and suspected production are told in words', async () => {
  const page = await mount(DashboardPage, {
    ...ready,
    content: { ...dashboard, banner: { ...dashboard.banner, role: 'production' } },
  });
  expect(page.root.querySelector('header')?.textContent).toContain('Production');
  await page.show({ ...ready, content: { ...dashboard, banner: { ...dashboard.banner, role: 'suspected' } } });
  expect(page.root.querySelector('header')?.textContent).toContain('Possibly production');
});
