import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import type { RestorePlanContent } from '../../src/protocol/views/restorePlan';
import { spokenProgress } from '../../webview/parts/timeline';
import { RestorePlanPage } from '../../webview/views/restorePlan';
import { mount } from './mount';
import { phases, restored, restorePlan, restoring, startable } from './restorePlanSamples';

const ready = (content: RestorePlanContent) => ({ page: { kind: 'ready' }, content }) as const;
const open = (content: RestorePlanContent) => mount(RestorePlanPage, ready(content));
type Page = Awaited<ReturnType<typeof open>>;

const box = (page: Page, name: string): HTMLElement => {
  const found = [...page.root.querySelectorAll<HTMLElement>('ops-checkbox')].find(
    (element) => (element.getAttribute('aria-label') ?? element.textContent?.trim()) === name,
  );
  if (found === undefined) throw new Error(`No box is called "${name}".`);
  return found;
};
/** A click as the toolkit's element makes it: it ticks itself, then says so. */
const tick = (page: Page, name: string, checked: boolean) =>
  act(async () => {
    Object.assign(box(page, name), { checked });
    box(page, name).dispatchEvent(new Event('change'));
  });
const named = (page: Page): string[] =>
  [...page.root.querySelectorAll('ops-button')].map(
    (button) => button.getAttribute('aria-label') ?? button.textContent?.trim() ?? '',
  );
const list = (page: Page): HTMLElement => page.root.querySelector<HTMLElement>('[role="listbox"]') as HTMLElement;
const rows = (page: Page): HTMLElement[] => [...page.root.querySelectorAll<HTMLElement>('[role="option"]')];
const lastTables = (page: Page): readonly string[] => {
  const params = page.requests('chooseTables').at(-1)?.params;
  return (params as { tables: string[] } | undefined)?.tables ?? [];
};
const said = (page: Page): string => page.root.querySelector('p[role="status"]')?.textContent ?? '';

test('before the first snapshot the page says what it does', async () => {
  const page = await mount(RestorePlanPage);
  expect(page.text()).toContain('Reading the backup and asking the server…');
});

test('one document: banner, then source, target, checklist, steps, application and the restore itself', async () => {
  const page = await open(restorePlan);
  expect(page.root.querySelectorAll('h1')).toHaveLength(1);
  expect([...page.root.querySelectorAll('h2')].map((title) => title.textContent?.trim())).toEqual([
    'Source',
    'Target',
    'Preflight',
    'What will happen',
    'Application',
    'Restore',
  ]);
  expect(page.root.querySelector('.banner')?.textContent).toContain('Production');
});

test.each(phases)('the phase %s says where things stand, with its buttons and no others', async (phase, content) => {
  const page = await open(content);
  const title = page.root.querySelector('.phase-title')?.textContent ?? '';
  expect(title).not.toBe('');
  expect(said(page)).toContain(title);
  const buttons = {
    start: 'Start Restore…',
    cancel: 'Cancel',
    switch: 'Switch…',
    undo: 'Undo…',
    dropCopy: 'Remove Copy…',
    dropOld: 'Remove Old Data…',
    copyReport: 'Copy Report',
    verify: 'Verify Now',
    givePassword: 'Give Password…',
  } as const;
  for (const [action, name] of Object.entries(buttons)) {
    const offered = content.can.includes(action as keyof typeof buttons);
    // The start is in sight from the beginning: what it waits for stands beside it.
    const inSight = offered || (action === 'start' && phase === 'plan');
    expect(named(page).includes(name), name).toBe(inSight);
    if (!offered) continue;
    await page.click(name);
    expect(page.requests('act').at(-1)?.params).toEqual({ action });
  }
});

test('outcomes are words, what blocks comes first, and the reason stands beside the start', async () => {
  const page = await open(restorePlan);
  const titles = [...page.root.querySelectorAll('.check h3')].map((title) => title.textContent);
  expect(titles).toEqual([
    'Privileges to restore · Blocks',
    'Views, triggers, routines, events · Accept or mend',
    'Migrations · Accepted',
    'Free disk · Unknown',
    'Archive · OK',
    'Whole dump · OK',
  ]);
  expect(page.text()).toContain('1 blocks · 1 to accept · 1 unknown · 2 OK');
  expect(page.text()).toContain('One check blocks the restore.');
  await page.click('Start Restore…');
  expect(page.requests('act')).toHaveLength(0);
});

test('warnings that wait are counted; with all of them accepted the start is offered', async () => {
  const page = await open({
    ...startable,
    preflight: startable.preflight.map((row) => ({ ...row, accepted: false })),
    can: [],
  });
  expect(page.text()).toContain('2 warnings wait for you to accept them.');
  await page.show(ready(startable));
  expect(page.text()).not.toContain('wait for you');
  await page.click('Start Restore…');
  expect(page.requests('act').at(-1)?.params).toEqual({ action: 'start' });
});

test('accepting, copying a statement and options of the application send ids', async () => {
  const page = await open(restorePlan);
  await tick(page, 'Accept: Views, triggers, routines, events', true);
  expect(page.requests('accept').at(-1)?.params).toEqual({ check: 'missingObjects', accepted: true });
  await tick(page, 'Accept: Migrations', false);
  expect(page.requests('accept').at(-1)?.params).toEqual({ check: 'migrations', accepted: false });
  await page.click('Copy statement: Privileges to restore');
  expect(page.requests('copy').at(-1)?.params).toEqual({ check: 'mayCreate' });
  await tick(page, 'Show the maintenance page while data is exchanged', false);
  expect(page.requests('choose').at(-1)?.params).toEqual({ option: 'maintenance', chosen: false });
  expect(box(page, 'Pause queue workers').hasAttribute('disabled')).toBe(true);
  expect(page.text()).toContain('PHP does not run here.');
});

test('a refused tick is taken back', async () => {
  const page = await open(restorePlan);
  await tick(page, 'Accept: Views, triggers, routines, events', true);
  // Seen at once, before anybody answered.
  expect(box(page, 'Accept: Views, triggers, routines, events')).toHaveProperty('checked', true);
  const id = page.requests('accept').at(-1)?.id;
  await page.push({ type: 'error', id, message: 'This page no longer offers that.' });
  expect(page.root.querySelector('[role="alert"]')?.textContent).toContain('no longer offers');
  expect(box(page, 'Accept: Views, triggers, routines, events')).toHaveProperty('checked', false);
});

test('another dump of the archive is chosen by its entry', async () => {
  const page = await open(restorePlan);
  const dropdown = page.control('Dump');
  await act(async () => {
    Object.assign(dropdown, { value: 'db-dumps/mysql-reports.sql' });
    dropdown.dispatchEvent(new Event('change'));
  });
  expect(page.requests('chooseDump').at(-1)?.params).toEqual({ entry: 'db-dumps/mysql-reports.sql' });
});

test('tables are chosen by keyboard: arrows move, Space ticks, Ctrl+A takes what is listed', async () => {
  const page = await open(restorePlan);
  expect(list(page).getAttribute('aria-multiselectable')).toBe('true');
  await page.press(list(page), 'ArrowDown');
  const active = list(page).getAttribute('aria-activedescendant') ?? '';
  expect(page.root.querySelector(`[id="${active}"]`)?.textContent).toContain('order_items');
  await page.press(list(page), ' ');
  expect(lastTables(page)).not.toContain('order_items');
  expect(lastTables(page)).toHaveLength(7);
  await page.press(list(page), 'End');
  await page.press(list(page), ' ');
  // The host has not answered yet: the second choice builds on the first.
  expect(lastTables(page)).toHaveLength(6);
  expect(page.text()).toContain('6 of 8 tables.');
  await page.press(list(page), 'a', { ctrlKey: true });
  expect(lastTables(page)).toHaveLength(8);
});

test('a filter narrows the list, and its buttons take what is listed', async () => {
  const page = await open(restorePlan);
  const field = page.control('Filter tables');
  await act(async () => {
    Object.assign(field, { value: 'ORDER' });
    field.dispatchEvent(new Event('input'));
  });
  expect(rows(page).map((row) => row.querySelector('.mono')?.textContent)).toEqual(['orders', 'order_items']);
  await page.click('Leave Out 2');
  expect(lastTables(page)).toEqual(['users', 'products', 'jobs', 'failed_jobs', 'sessions', 'telescope_entries']);
});

test('five thousand tables draw a handful of rows', async () => {
  const tables = Array.from({ length: 5_000 }, (_, at) => ({ name: `table_${at}`, chosen: true }));
  const page = await open({ ...restorePlan, tables });
  expect(rows(page).length).toBeLessThan(40);
  expect(rows(page)[0]?.getAttribute('aria-setsize')).toBe('5000');
  await page.press(list(page), 'End');
  expect(rows(page).at(-1)?.textContent).toContain('table_4999');
  await page.press(list(page), ' ');
  expect(lastTables(page)).toHaveLength(4_999);
});

test('once it runs, nothing of the plan can be changed', async () => {
  const page = await open(restoring(0.1));
  expect(list(page).getAttribute('aria-disabled')).toBe('true');
  await page.press(list(page), ' ');
  expect(page.requests('chooseTables')).toHaveLength(0);
  expect([...page.root.querySelectorAll('.check ops-checkbox')]).toHaveLength(0);
  await page.click('Check Again');
  expect(page.requests('refresh')).toHaveLength(0);
});

test('progress has a figure for each question and one bar', async () => {
  const page = await open(restoring(0.38));
  const facts = [...page.root.querySelectorAll('.figures .fact')].map((fact) => fact.textContent);
  expect(facts).toEqual(['Read319 MB of 840 MB', 'Tables54 of 142', 'Noworder_items', 'Rate38 MB/s', 'Leftabout 14 s']);
  const bar = page.root.querySelector('.progress-bar');
  expect(bar?.getAttribute('aria-valuenow')).toBe('38');
});

test('updates keep elements and the focus, and a screen reader hears every tenth only', async () => {
  const page = await open(restoring(0.01));
  const cancel = page.control('Cancel');
  cancel.tabIndex = 0;
  cancel.focus();
  const heard = new Set<string>();
  for (let percent = 1; percent <= 99; percent++) {
    await page.show(ready(restoring(percent / 100)));
    heard.add(said(page));
  }
  expect(heard.size).toBe(10);
  expect(page.control('Cancel')).toBe(cancel);
  expect(document.activeElement).toBe(cancel);
});

test('when the button with the focus has had its time, the heading of its section takes the focus', async () => {
  const page = await open(restoring(0.99));
  const cancel = page.control('Cancel');
  cancel.tabIndex = 0;
  await act(async () => cancel.focus());
  await page.show(ready(restored));
  expect(document.activeElement?.id).toBe('run-title');
});

test('a focus elsewhere stays where it is', async () => {
  const page = await open(restoring(0.99));
  await act(async () => list(page).focus());
  await page.show(ready(restored));
  expect(document.activeElement).toBe(list(page));
});

test('the first line leads to the end of the page', async () => {
  const page = await open(restored);
  const heading = page.root.querySelector<HTMLElement>('#run-title') as HTMLElement;
  heading.scrollIntoView = () => undefined;
  await page.click('Go to Progress and Result');
  expect(document.activeElement).toBe(heading);
});

test('the comparison shows what differs first, and folds what is the same', async () => {
  const page = await open(restored);
  const names = [...page.root.querySelectorAll('.compared-name')].map((name) => name.textContent);
  expect(names).toEqual(['telescope_entries', 'old_reports', 'orders', 'users', 'products']);
  expect(page.text()).toContain('2 tables are the same');
  expect(page.root.querySelector('.compared tbody tr')?.textContent).toContain('Only live');
});

test('a failure says what happened, what is safe and what to do, each by itself', async () => {
  const failed = phases.find(([phase]) => phase === 'failed')?.[1] ?? restorePlan;
  const page = await open(failed);
  const problem = page.root.querySelector('.problem[role="alert"]');
  expect([...(problem?.querySelectorAll('dt') ?? [])].map((term) => term.textContent?.trim())).toEqual([
    'What happened',
    'Still safe',
    'What to do',
  ]);
  expect(page.root.querySelector('.phase')?.textContent).toContain('shop was not touched.');
});

test('text of the dump stays text', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  const page = await open({
    ...restorePlan,
    tables: [{ name: evil, chosen: true }],
    rewritings: [{ why: evil, count: 1, original: evil }],
  });
  expect(page.root.querySelectorAll('img')).toHaveLength(0);
  expect(page.text()).toContain(evil);
});

test('every control is the toolkit’s', async () => {
  for (const [, content] of phases) {
    const page = await open(content);
    expect(page.root.querySelectorAll('button, input, select, textarea, a')).toHaveLength(0);
  }
});

test('what is spoken names the step that runs, or the last one that ended', () => {
  expect(spokenProgress([])).toBe('');
  expect(spokenProgress([{ title: 'Load', state: 'running', share: 0.09 }])).toBe('Load.');
  expect(spokenProgress([{ title: 'Load', state: 'running', share: 0.31 }])).toBe('Load: 30 %.');
  expect(
    spokenProgress([
      { title: 'Load', state: 'failed', share: 0.31 },
      { title: 'Count', state: 'waiting' },
    ]),
  ).toBe('Load: failed.');
});
