import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseText } from './parseText';

/** As Monolog's LineFormatter writes a record the way Laravel sets it up. */
function written(
  message: string,
  context: object = {},
  { at = '2026-11-22 20:42:43', channel = 'production' } = {},
): string {
  const json = JSON.stringify(context).replaceAll('\\n', '\n');
  return `[${at}] ${channel}.INFO: ${message} ${json === '{}' ? '' : json} \n`;
}

const moment = (second: number, start = Date.UTC(2026, 10, 22, 20)): string =>
  new Date(start + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
const ordinary = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) =>
    written(`Order ${index} shipped`, index % 2 === 0 ? {} : { id: index }, { at: moment(from + index) }),
  ).join('');
const forgedIn = (text: string): string[] =>
  parseText(text).flatMap(({ forged, message }) => (forged === true ? [message] : []));

const fake = '[2026-11-22 20:42:43] production.INFO: User logged in. {"user_id":1}';

describe('found', () => {
  test('a header in a message, where the record before has no end', () => {
    const attack = written(`Failed login for eve\n${fake}`, { ip: '203.0.113.9' }, { at: moment(30) });
    expect(forgedIn(ordinary(25) + attack + ordinary(5, 31))).toEqual(['User logged in.']);
  });

  test('each of a flood of them, while ordinary records are more', () => {
    const attack = written(`Failed login for eve\n${fake}`, { ip: '203.0.113.9' }, { at: moment(30) });
    expect(forgedIn(ordinary(100) + attack.repeat(20))).toHaveLength(20);
  });

  test('a record in JSON inside a message', () => {
    const json = `{"message":"User logged in.","context":{},"level":200,"level_name":"INFO","channel":"production","datetime":"2026-11-22T20:42:43+00:00","extra":{}}`;
    expect(forgedIn(ordinary(25) + written(`Failed login for eve\n${json}\n`, {}, { at: moment(30) }))).toEqual([
      'User logged in.',
    ]);
  });

  test('a header inside a context, from the first record on, however the record before was closed', () => {
    const attack = written('Failed login', {
      email: `eve  \n[2026-11-22 20:42:43] production.INFO: User logged in.`,
      ip: '203.0.113.9',
    });
    expect(forgedIn(attack)).toEqual(['User logged in.","ip":"203.0.113.9"}']);
    const behind = written('Failed login', { email: `eve \n[2026-11-22 20:42:43] production.INFO: User logged in.` });
    expect(forgedIn(behind.replace(/ \n$/, ' {"trace_id":"a"}\n'))).toHaveLength(1);
  });

  test('a record from the past on a channel that the file does not have', () => {
    const past = written('User logged in.', {}, { at: '2026-11-22 19:00:00', channel: 'prod' });
    expect(forgedIn(ordinary(25) + past + ordinary(5, 30))).toEqual(['User logged in.']);
  });

  test('a record from the past with another form of date', () => {
    const past = written('User logged in.', {}, { at: '2026-11-22T19:00:00.000000+00:00' });
    expect(forgedIn(ordinary(25) + past)).toEqual(['User logged in.']);
  });
});

describe('quiet', () => {
  test('an hour that comes twice, clocks that are set, handlers that write late', () => {
    const overlap = ordinary(60, 0) + ordinary(60, -3600);
    const late = written('buffered', {}, { at: moment(-900) });
    expect(forgedIn(overlap)).toEqual([]);
    expect(forgedIn(ordinary(40) + late + ordinary(10, 40) + late.repeat(3))).toEqual([]);
  });

  test('two processes that write into each other in pieces', () => {
    const trace = `{"exception":"[object] (E(code: 0): x at /a.php:1)\n[stacktrace]\n`;
    const head = `[${moment(40)}] production.ERROR: Oops ${trace}`;
    // The first piece ends with a line, by chance.
    const piece = `${head}${'#1 frame()\n'.repeat(2000)}`.slice(0, 8191);
    const other = written('from another process', {}, { at: moment(41) });
    expect(forgedIn(`${ordinary(40)}${piece}\n${other}#999 frame()\n"} \n`)).toEqual([]);
  });

  test('a formatter that writes no context, alone and beside another on one file', () => {
    const bare = (index: number): string => `[${moment(index)}] production.INFO: Order ${index}\n`;
    expect(forgedIn(Array.from({ length: 300 }, (_, index) => bare(index)).join(''))).toEqual([]);
    const mixed = Array.from({ length: 300 }, (_, index) =>
      index % 2 === 0 ? bare(index).replace('production', 'bare') : written('x', {}, { at: moment(index) }),
    );
    expect(forgedIn(mixed.join(''))).toEqual([]);
  });

  test('a channel, a format or an environment that appears for the first time', () => {
    const testing = written('from tests', {}, { at: moment(30), channel: 'testing' });
    const json = `{"message":"x","context":{},"level":200,"level_name":"INFO","channel":"audit","datetime":"2026-11-22T20:42:43+00:00","extra":{}}\n`;
    expect(forgedIn(ordinary(30) + testing + json + ordinary(5, 31))).toEqual([]);
  });

  test('a payload that was cut before it was logged', () => {
    const cut = written('payload {"name":"abc');
    expect(forgedIn(ordinary(30) + cut + ordinary(30, 30) + cut + cut)).toEqual([]);
    expect(forgedIn(cut + written('5" pipe', { a: 'b' }) + written('say "hi}'))).toEqual([]);
  });

  test('records that are too long to be read to their end', () => {
    const long = written('x', { exception: '#1 frame()\n'.repeat(20_000) });
    expect(forgedIn(ordinary(30) + long + ordinary(30, 30))).toEqual([]);
  });

  test('whatever ordinary messages say', () => {
    // A context that is opened in one message and closed in the next is what no message does, and what forging is.
    const piece = (...more: readonly string[]) =>
      fc.constantFrom(...more, '{', '}', '[]', '\n', '\n#0 frame()', "it's", '\\', ': ', 'x', '  ', '[2026] ', 'é');
    const text = (...more: readonly string[]) =>
      fc.array(piece(...more), { maxLength: 8 }).map((pieces) => pieces.join(''));
    const record = (...more: readonly string[]) =>
      fc.tuple(text(...more), fc.option(text('"', '{"a":"', '"}'), { nil: undefined }));
    const logs = (...more: readonly string[]) => fc.array(record(...more), { minLength: 30, maxLength: 80 });
    const records = fc.oneof(logs('"', '"}', '{"a":1'), logs('{"a":"', ' {"a":"b'));
    fc.assert(
      fc.property(records, (all) => {
        const log = all.map(([message, value], index) =>
          written(message, value === undefined ? {} : { value }, { at: moment(index) }),
        );
        expect(forgedIn(log.join(''))).toEqual([]);
      }),
      { numRuns: Number(process.env['LARAVEL_OPS_FORGERIES'] ?? 300), seed: 20_261_122 },
    );
  });
});

test('hostile files cost no more than their length', () => {
  const open = written('x {"a":"').repeat(20_000);
  const opens = `${written(` {"a":`.repeat(10_000))}${written('y', {}, { at: moment(1) }).repeat(100)}`;
  const channels = Array.from({ length: 20_000 }, (_, index) => written('x', {}, { channel: `c${index}` })).join('');
  for (const text of [open, opens, channels]) expect(forgedIn(text)).toEqual([]);
});
