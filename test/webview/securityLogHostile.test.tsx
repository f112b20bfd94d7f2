import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createRecordParser } from '../../src/core/security/records';
import type { StreamEntry } from '../../src/core/security/stream/entry';
import { toSecurityEvent } from '../../src/core/security/toEvent';
import { fittingRows, type SecurityLogRow } from '../../src/protocol/views/securityLog';
import { detailOf } from '../../src/services/security/detail';
import { rowOf } from '../../src/services/security/rows';
import { SecurityLogPage } from '../../webview/views/securityLog';
import { canary, hostile } from '../fixtures/security/hostile';
import { mount } from './mount';
import { securityLog } from './samples';

// The list draws what is in sight, and this DOM lays nothing out: give everything a size.
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 6000 });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1000 });
});

/** Everything in this DOM that could fetch something. */
const requests: string[] = [];
beforeEach(() => {
  requests.length = 0;
  Reflect.deleteProperty(globalThis, canary);
  const asked =
    (what: string) =>
    (...args: readonly unknown[]) => {
      requests.push(`${what} ${String(args[0]).slice(0, 80)}`);
      throw new Error('nothing may be asked for');
    };
  vi.stubGlobal('fetch', asked('fetch'));
  vi.stubGlobal('open', asked('open'));
  vi.stubGlobal('Image', asked('Image'));
  vi.stubGlobal('WebSocket', asked('WebSocket'));
  vi.stubGlobal('XMLHttpRequest', asked('XMLHttpRequest'));
});
afterEach(() => void vi.unstubAllGlobals());

/** Elements that run or fetch, and attributes that do. The page itself has none of them. */
const active =
  'script, iframe, object, embed, link, base, meta, img, image, video, audio, source, form, a[href], area, use, animate, set, style, svg, math, template, portal, frame';
function dangerous(root: Element): string[] {
  const found = [...root.querySelectorAll(active)].map(({ tagName }) => tagName);
  for (const element of root.querySelectorAll('*'))
    for (const { name, value } of element.attributes) {
      if (
        /^on/i.test(name) ||
        /^(?:src|href|srcset|srcdoc|action|formaction|ping|poster|background|data|xlink:href)$/i.test(name)
      )
        found.push(`${element.tagName} ${name}`);
      if (name === 'style' && /url|expression|import/i.test(value)) found.push(`style ${value}`);
    }
  return found;
}
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];
const shapeOf = (root: Element): string[] => [...root.querySelectorAll('*')].map(({ tagName }) => tagName);

const same = (text: string): string => text;
const full = (id: number, text: string): StreamEntry => {
  const record = {
    offset: id,
    at: text.slice(0, 60),
    level: 'error' as const,
    channel: text,
    event: text,
    user: text,
    ip: text,
    route: text,
    userAgent: text,
    method: text,
    message: text,
    stack: text,
    context: { [text.slice(0, 500)]: text },
    raw: text.slice(0, 100_000),
    truncated: false,
  };
  return {
    id: String(id),
    position: { file: text.slice(0, 300), offset: id },
    record,
    event: toSecurityEvent(record, 's'),
  };
};
const rowsOf = (texts: readonly string[]): readonly SecurityLogRow[] =>
  texts.map((text, id) =>
    rowOf(full(id, text), { redact: same, sourceTitle: () => text.slice(0, 400), finding: 'critical' }),
  );

test('there are at least 200 payloads, each once', () => {
  expect(hostile.length).toBeGreaterThanOrEqual(200);
  expect(new Set(hostile).size).toBe(hostile.length);
});

test('every payload in every field of a row and above the rows is text: no script runs, nothing is asked for', async () => {
  const state = (texts: readonly string[], plain: boolean) => ({
    ...securityLog,
    rows: fittingRows(rowsOf(texts)),
    remarks: texts.slice(0, 60).map((text) => (plain ? text : text.slice(0, 2000))),
    findings: texts.map((text, id) => ({
      id: `${id} ${text.slice(0, 50)}`,
      severity: 'critical' as const,
      title: text.slice(0, 500),
      summary: text.slice(0, 500),
      count: text.slice(0, 50),
    })),
    sources: texts.slice(0, 50).map((text, id) => ({ id: String(id), title: text.slice(0, 300) })),
    range: { text: texts[0] ?? '' },
    work: { title: texts[1] ?? '', text: texts[2] ?? '', running: false },
    state: { kind: 'error' as const, message: texts[3] ?? '', action: { title: texts[4] ?? '', command: 'x' } },
    histogram: texts
      .slice(0, 60)
      .map((text, id) => ({ from: id, to: id + 1, at: text.slice(0, 80), quiet: 1, warnings: 1, errors: 1 })),
    filter: { text: texts[5] ?? '', regex: false, level: 'debug' as const },
  });
  for (let from = 0; from < hostile.length; from += 70) {
    const part = hostile.slice(from, from + 70);
    const benign = await mount(
      SecurityLogPage,
      state(
        part.map((_, id) => `plain text ${id}`),
        true,
      ),
    );
    const shape = shapeOf(benign.root);
    const page = await mount(SecurityLogPage, state(part, false));
    expect(page.root.querySelectorAll('.grid-space [role=row]')).toHaveLength(part.length);
    expect(dangerous(page.root)).toEqual([]);
    expect(shapeOf(page.root)).toEqual(shape);
  }
  expect(requests).toEqual([]);
  expect(Reflect.has(globalThis, canary)).toBe(false);
});

test('every payload in the detail is text', async () => {
  const page = await mount(SecurityLogPage, { ...securityLog, rows: rowsOf(['x']) });
  const grid = page.root.querySelector('[role=grid]') as HTMLElement;
  await page.press(grid, 'g');
  for (const [id, text] of hostile.entries()) {
    const entry = full(id, text);
    const finding = {
      id: text.slice(0, 100),
      detector: 'x',
      severity: 'critical' as const,
      title: text,
      summary: text,
      why: text,
      advice: text,
      filter: text,
      first: 0,
      last: 1,
      events: 1,
      ips: { total: 0, top: [] },
      users: { total: 0, top: [] },
      routes: { total: 0, top: [] },
      evidence: [{ source: 's', position: id }],
    };
    const detail = detailOf(entry, {
      redact: same,
      entries: [],
      findings: [finding],
      mutes: [],
      sourceTitle: text.slice(0, 300),
      moment: String,
    });
    await page.press(grid, 'Enter');
    await page.push({ type: 'result', id: page.requests('detail').at(-1)?.id, result: detail });
    expect(page.root.querySelector('aside')?.textContent).toContain('As written');
    expect(dangerous(page.root)).toEqual([]);
    await page.press(grid, 'Escape');
  }
  expect(requests).toEqual([]);
  expect(Reflect.has(globalThis, canary)).toBe(false);
});

test('what is sent of a payload holds nothing that hides, turns the direction of writing or controls a terminal', () => {
  const context = { redact: same, entries: [], findings: [], mutes: [], sourceTitle: 's', moment: String };
  const sent = [fittingRows(rowsOf(hostile)), hostile.map((text, id) => detailOf(full(id, text), context))];
  const bad = textsOf(sent).filter((text) =>
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/.test(text),
  );
  expect(bad).toEqual([]);
});

test('a log that holds every payload is read to its end, and each record is found again', () => {
  const text = hostile.map((payload) => `[2026-11-23 13:00:00] production.ERROR: ${payload}  `).join('\n');
  let offset = 0;
  const lines = text.split('\n').map((line) => {
    const made = { offset, text: line.slice(0, 100_000), ...(line.length > 100_000 ? { cut: true } : {}) };
    offset += Buffer.byteLength(line) + 1;
    return made;
  });
  const parser = createRecordParser();
  const records = [...parser.push(lines), ...parser.flush()];
  expect(records.length).toBeGreaterThanOrEqual(hostile.length);
  expect(records.filter(({ forged }) => forged === true).length).toBeLessThan(records.length);
});
