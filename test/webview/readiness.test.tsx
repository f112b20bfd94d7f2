import { expect, test } from 'vitest';
import { ReadinessPage } from '../../webview/views/readiness';
import { mount } from './mount';
import { readiness } from './samples';

const ready = { page: { kind: 'ready' }, content: readiness } as const;

test('before the first snapshot the page says that it is checking', async () => {
  const page = await mount(ReadinessPage);
  expect(page.text()).toContain('Checking readiness…');
});

test('areas, checks, evidence and what was accepted are there in words', async () => {
  const page = await mount(ReadinessPage, ready);
  for (const words of [
    'Gap',
    'no backup in the schedule',
    'The schedule has 4 tasks.',
    'routes/console.php',
    'Accepted by Ana until 2027-01-31: replica takes over',
    'Not evaluated (1)',
    'not measured yet',
    'Laravel12.67.0',
    'not an attestation',
  ])
    expect(page.text()).toContain(words);
  expect(page.text()).toContain('1 covered, 1 gap');
});

test('a page has one h1, an h2 for each area, and its checks below', async () => {
  const page = await mount(ReadinessPage, ready);
  expect(page.root.querySelectorAll('h1')).toHaveLength(1);
  expect([...page.root.querySelectorAll('h2')].map((title) => title.textContent?.trim())).toEqual([
    'Ten areas',
    'Automated backups',
    'Rate limiting',
  ]);
  expect(page.root.querySelectorAll('h3')).toHaveLength(3);
});

test('buttons send ids, never paths', async () => {
  const page = await mount(ReadinessPage, ready);
  await page.click('routes/console.php: The schedule has 4 tasks.');
  expect(page.requests('open').at(-1)?.params).toEqual({ id: 'place:0' });
  await page.click('Open the schedule: Scheduled');
  expect(page.requests('mend').at(-1)?.params).toEqual({ id: 'remedy:0' });
  await page.click('Accept Risk…: Scheduled');
  expect(page.requests('accept').at(-1)?.params).toEqual({ check: 'automatedBackups.scheduled' });
  await page.click('Export…');
  expect(page.requests('export')).toHaveLength(1);
  await page.click('Check Again');
  expect(page.requests('refresh')).toHaveLength(1);
});

test('a source without a place is no button', async () => {
  const page = await mount(ReadinessPage, ready);
  const names = [...page.root.querySelectorAll('ops-button')].map((button) => button.getAttribute('aria-label') ?? '');
  expect(names.some((name) => name.startsWith('performance_schema'))).toBe(false);
});

test('the summary leads to the area’s own heading, which takes the focus', async () => {
  const page = await mount(ReadinessPage, ready);
  const heading = page.root.querySelector<HTMLElement>('#title-rateLimiting');
  if (heading !== null) heading.scrollIntoView = () => undefined;
  await page.click('Rate limiting');
  expect(document.activeElement).toBe(heading);
});

test('every control is the toolkit’s', async () => {
  const page = await mount(ReadinessPage, ready);
  expect(page.root.querySelectorAll('button, input, select, textarea, a')).toHaveLength(0);
});

test('a failed check keeps the last report in sight', async () => {
  const page = await mount(ReadinessPage, {
    page: { kind: 'error', message: 'The disk is gone.' },
    content: readiness,
  });
  expect(page.text()).toContain('The disk is gone.');
  expect(page.text()).toContain('as of 13:02:10');
});
