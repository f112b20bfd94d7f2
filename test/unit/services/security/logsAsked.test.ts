import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpsError } from '../../../../src/core/base/errors';
import { type LogsAsked, logsAsked, type ShownRecord } from '../../../../src/services/security/logsAsked';
import { temporary } from '../../../services/host';
import { logLine, type OpenedShop, openShop } from './openShop';

const made = temporary();
let shop: OpenedShop;
let abort: AbortController;
beforeEach(async () => {
  shop = await openShop(made, { DB_PASSWORD: 'hunter2-of-the-log' });
  abort = new AbortController();
});
afterEach(() => {
  abort.abort();
  shop.workspace.dispose();
});
afterAll(() => made.remove());

const start = Date.UTC(2026, 10, 22, 10);
const minute = 60_000;
const line = (n: number, level?: string) =>
  logLine(start + n * minute, `event ${n}`, { ip: `203.0.113.${n % 5}` }, level);
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('');
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `event ${from + index}`);

interface Heard {
  readonly records: ShownRecord[];
  readonly messages: () => readonly string[];
  readonly troubles: OpsError[];
  readonly sources: string[];
}

function started(
  more: Partial<LogsAsked> = {},
  onRecords: () => void = () => undefined,
): Heard & { readonly done: Promise<void> } {
  const records: ShownRecord[] = [];
  const troubles: OpsError[] = [];
  const sources: string[] = [];
  const done = logsAsked(
    shop.workspace,
    shop.app,
    { source: 'single', filter: '', level: 'debug', lines: 100, follow: false, ...more },
    {
      onSource: ({ title }) => void sources.push(title),
      onRecords(found) {
        records.push(...found);
        onRecords();
      },
      onTrouble: (error) => void troubles.push(error),
    },
    abort.signal,
  );
  return { records, troubles, sources, messages: () => records.map(({ message }) => message), done };
}
async function asked(more: Partial<LogsAsked> = {}): Promise<Heard> {
  const heard = started(more);
  await heard.done;
  return heard;
}
const messages = async (more: Partial<LogsAsked> = {}) => (await asked(more)).messages();

describe('the newest', () => {
  test('so many, oldest first, backwards over the files that rotation left', async () => {
    await writeFile(shop.log('laravel.log.2'), lines(0, 1500));
    await writeFile(shop.log('laravel.log.1'), lines(1500, 1510));
    await writeFile(shop.log(), lines(1510, 1515));
    expect(await messages({ lines: 3 })).toEqual(events(1512, 1515));
    expect(await messages({ lines: 20 })).toEqual(events(1495, 1515));
    expect(await messages({ lines: 5_000 })).toEqual(events(0, 1515));
  });

  test('of those that match', async () => {
    await writeFile(shop.log('laravel.log.1'), lines(0, 2_500) + line(2_500, 'ERROR'));
    await writeFile(shop.log(), lines(2_501, 5_000) + line(5_000, 'ERROR') + lines(5_001, 7_000));
    expect(await messages({ level: 'error' })).toEqual(['event 2500', 'event 5000']);
    expect(await messages({ level: 'error', lines: 1 })).toEqual(['event 5000']);
    expect(await messages({ filter: 'ip:"203.0.113.3"', lines: 2 })).toEqual(['event 6993', 'event 6998']);
    expect(await messages({ filter: 'nothing has this' })).toEqual([]);
  });

  test('since is included, until is not', async () => {
    await writeFile(shop.log(), lines(0, 4_000));
    const range = { since: start + 10 * minute, until: start + 13 * minute };
    expect(await messages(range)).toEqual(events(10, 13));
    expect(await messages({ since: start + 3_998 * minute })).toEqual(events(3_998, 4_000));
    expect(await messages({ until: start + 2 * minute })).toEqual(events(0, 2));
    expect(await messages({ since: start + 4_000 * minute })).toEqual([]);
  });

  test('writers out of order by seconds hide nothing', async () => {
    const late = logLine(start + 500 * minute + 30_000, 'late', {});
    await writeFile(shop.log(), `${lines(0, 500)}${late}${line(500)}${lines(501, 2_600)}`);
    expect(await messages({ since: start + 500 * minute, lines: 10_000 })).toEqual(['late', ...events(500, 2_600)]);
  });

  test('an empty log and none at all have nothing, and no trouble', async () => {
    expect(await asked()).toMatchObject({ records: [], troubles: [], sources: ['single'] });
    await writeFile(shop.log(), '');
    expect(await asked()).toMatchObject({ records: [], troubles: [] });
  });

  test('the first log there is, security channels before others, when none is named', async () => {
    expect((await asked({ source: undefined as never })).sources).toEqual(['security']);
  });
});

test('a log that is not there is said with those that are', async () => {
  await expect(asked({ source: 'nginx' })).rejects.toMatchObject({
    reason: 'noSource',
    message: 'There is no log "nginx".',
    advice: { next: expect.stringContaining('single') },
  });
});

test('what cannot be read is an error with its reason', async () => {
  const { symlink } = await import('node:fs/promises');
  await symlink(shop.log(), shop.log());
  await expect(asked()).rejects.toMatchObject({ reason: 'unreadable' });
});

describe('what is shown', () => {
  test('has no secret of the environment in it', async () => {
    await shop.app.current(abort.signal);
    await writeFile(shop.log(), logLine(start, 'no login with hunter2-of-the-log', { given: 'hunter2-of-the-log' }));
    const { records } = await asked();
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain('hunter2-of-the-log');
  });

  test('has control characters as their pictures, in every field', async () => {
    const bad = '\u001b]0;owned\u0007\u009b31m\u202etxt\u200b';
    await writeFile(shop.log(), logLine(start, `hello ${bad}`, { ip: bad, user: bad, route: bad, note: bad }));
    const { records } = await asked();
    expect(records[0]?.message).toBe('hello ␛]0;owned␇<U+009B>31m<U+202E>txt<U+200B>');
    const texts = Object.values(records[0] ?? {}).join('|');
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    expect(texts).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
  });

  test('has every field, null where there is none, and the place in the file', async () => {
    await writeFile(shop.log(), lines(0, 2));
    expect((await asked()).records[1]).toEqual({
      time: '2026-11-22T10:01:00.000Z',
      at: '2026-11-22 10:01:00',
      level: 'info',
      channel: 'local',
      event: null,
      user: null,
      ip: '203.0.113.1',
      route: null,
      status: null,
      message: 'event 1',
      details: '{\n  "ip": "203.0.113.1"\n}',
      forged: false,
      file: shop.log(),
      offset: line(0).length,
    });
  });
});

describe('following', () => {
  const until = (heard: Heard, last: string) =>
    vi.waitFor(() => expect(heard.messages().at(-1)).toBe(last), { timeout: 10_000 });

  test('goes on with what comes, repeats nothing, and ends when it is stopped', async () => {
    await writeFile(shop.log(), lines(0, 10));
    const heard = started({ follow: true, lines: 3 });
    await until(heard, 'event 9');
    await appendFile(shop.log(), lines(10, 12));
    await until(heard, 'event 11');
    await appendFile(shop.log(), line(12));
    await until(heard, 'event 12');
    abort.abort();
    await heard.done;
    expect(heard.messages()).toEqual(events(7, 13));
  });

  test('what comes between the last page and the first look is heard, however much it is', async () => {
    await writeFile(shop.log(), lines(0, 3));
    // 4,000 lines are more than the end of a file that following begins with.
    const { appendFileSync } = await import('node:fs');
    let appended = false;
    const heard = started({ follow: true }, () => {
      if (!appended) appendFileSync(shop.log(), lines(3, 4_003));
      appended = true;
    });
    await until(heard, 'event 4002');
    await appendFile(shop.log(), line(4_003));
    await until(heard, 'event 4003');
    expect(heard.messages()).toEqual(events(0, 4_004));
  });

  test('a log that is rotated between the two loses nothing, though the new file is shorter', async () => {
    await writeFile(shop.log(), lines(0, 50));
    const { appendFileSync, renameSync, writeFileSync } = await import('node:fs');
    let rotated = false;
    const heard = started({ follow: true }, () => {
      if (rotated) return;
      rotated = true;
      appendFileSync(shop.log(), line(50));
      renameSync(shop.log(), shop.log('laravel.log.1'));
      writeFileSync(shop.log(), line(51));
    });
    await until(heard, 'event 51');
    await appendFile(shop.log(), line(52));
    await until(heard, 'event 52');
    expect(heard.messages()).toEqual(events(0, 53));
  });

  test('goes over rotation and truncation while it follows', async () => {
    await writeFile(shop.log(), lines(0, 20));
    const heard = started({ follow: true, lines: 1 });
    await until(heard, 'event 19');
    await appendFile(shop.log(), line(20));
    await until(heard, 'event 20');
    await rename(shop.log(), shop.log('laravel.log.1'));
    await writeFile(shop.log(), lines(21, 23));
    await until(heard, 'event 22');
    await truncate(shop.log());
    await vi.waitFor(async () => {
      await appendFile(shop.log(), '');
      expect(heard.troubles).toEqual([]);
    });
    await new Promise((done) => setTimeout(done, 1_500));
    await appendFile(shop.log(), line(23));
    await until(heard, 'event 23');
    expect(heard.messages()).toEqual(events(19, 24));
  });

  test('what does not match stays out, also the rest of a record that following begins in', async () => {
    const trace = `#0 /srv/shop/vendor/laravel/framework/src/Illuminate/Foundation/Application.php(1): run()\n`.repeat(
      6_000,
    );
    const long = `[2026-11-22 10:01:00] local.INFO: long\n${trace}`;
    await writeFile(shop.log(), line(0, 'ERROR') + long + lines(2, 4));
    const heard = started({ follow: true, level: 'error' });
    await until(heard, 'event 0');
    await appendFile(shop.log(), line(4) + line(5, 'ERROR'));
    await until(heard, 'event 5');
    expect(heard.messages()).toEqual(['event 0', 'event 5']);
  });

  test('begins with a log that is made later, and with an empty one', async () => {
    const heard = started({ follow: true });
    await new Promise((done) => setTimeout(done, 200));
    await writeFile(shop.log(), '');
    await new Promise((done) => setTimeout(done, 200));
    await appendFile(shop.log(), lines(0, 2));
    await until(heard, 'event 1');
    expect(heard.messages()).toEqual(events(0, 2));
  });

  test('stopped before it began, it says so; nothing is read', async () => {
    abort.abort();
    await expect(asked({ follow: true })).rejects.toMatchObject({ reason: 'cancelled' });
  });
});
