import { array, assert, asyncProperty, jsonValue, nat, pre, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendLinked,
  canonicalJson,
  type ChainKind,
  type ChainLink,
  type ChainStore,
  parseLink,
  verifyLinks,
} from '../../../../src/core/base/chain';

interface Note extends ChainLink {
  readonly data: unknown;
  readonly torn?: string;
}

const kind: ChainKind<Note> = {
  parse: (line) => {
    const link = parseLink(line);
    return link !== undefined && 'data' in link ? (link as Note) : undefined;
  },
  tornBefore: ({ torn }) => torn,
};

/** A store in memory, as a file behaves: what is after the last record is torn. */
function memory(lines: string[] = []): ChainStore {
  return {
    append: async (next) => {
      const at = lines.findLastIndex((line) => kind.parse(line) !== undefined);
      const last = lines[at];
      const torn = lines.slice(at + 1);
      const made = await next({
        ...(last === undefined ? {} : { last }),
        ...(torn.length === 0 ? {} : { torn: torn.join('\n') }),
      });
      lines.push(...made);
    },
    readAll: async () => lines,
  };
}

async function chained(data: readonly unknown[], lines: string[] = []): Promise<string[]> {
  for (const each of data)
    await appendLinked(memory(lines), kind, (torn) => [{ data: each, ...(torn === undefined ? {} : { torn }) }]);
  return lines;
}

const json = jsonValue({ maxDepth: 3 });

test('whatever is written is read back and is whole', async () => {
  await assert(
    asyncProperty(array(json, { maxLength: 6 }), async (data) => {
      const lines = await chained(data);
      expect(await verifyLinks(lines, kind)).toEqual({ intact: true, records: data.length, torn: [] });
      expect(lines.map((line) => kind.parse(line)?.data)).toEqual(data.map((each) => JSON.parse(JSON.stringify(each))));
    }),
    { seed: 7, numRuns: 100 },
  );
});

test('whatever is changed in a record is seen, however the change is written', async () => {
  await assert(
    asyncProperty(array(json, { minLength: 3, maxLength: 5 }), nat(2), json, async (data, at, other) => {
      pre(canonicalJson(data[at]) !== canonicalJson(other));
      const lines = await chained(data);
      const changed = lines.with(at, JSON.stringify({ ...JSON.parse(lines[at]!), data: other }));
      expect(await verifyLinks(changed, kind)).toMatchObject({ intact: false, brokenAt: at + 1 });
    }),
    { seed: 7, numRuns: 100 },
  );
});

test('a line taken out of the middle, put in twice or moved is seen', async () => {
  await assert(
    asyncProperty(array(json, { minLength: 4, maxLength: 6 }), nat(2), async (data, at) => {
      const lines = await chained(data);
      expect((await verifyLinks(lines.toSpliced(at, 1), kind)).intact).toBe(false);
      expect((await verifyLinks(lines.toSpliced(at, 0, lines[at]!), kind)).intact).toBe(false);
      const swapped = lines.with(at, lines[at + 1]!).with(at + 1, lines[at]!);
      expect((await verifyLinks(swapped, kind)).intact).toBe(false);
    }),
    { seed: 7, numRuns: 50 },
  );
});

test('a cut after any character is accounted for by the next record, and cannot be taken away afterwards', async () => {
  const whole = await chained(['one', 'two ü']);
  for (let length = 1; length < whole[1]!.length; length++) {
    const lines = await chained(['three'], [whole[0]!, whole[1]!.slice(0, length)]);
    expect(await verifyLinks(lines, kind), `cut at ${length}`).toEqual({ intact: true, records: 2, torn: [2] });
    expect(await verifyLinks(lines.toSpliced(1, 1), kind)).toMatchObject({ intact: false, brokenAt: 2 });
    expect((await verifyLinks(lines.with(1, 'else'), kind)).intact).toBe(false);
  }
});

test('canonical JSON does not depend on the order of keys, and is what JSON.parse gives back', () => {
  expect(canonicalJson({ b: [1, { z: null, a: 'ü\u2028' }], a: 1.5, '10': true, '9': undefined })).toBe(
    '{"10":true,"a":1.5,"b":[1,{"a":"ü\u2028","z":null}]}',
  );
  assert(
    property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
    }),
    { seed: 7 },
  );
});

test.each([
  '',
  'null',
  '[]',
  '{}',
  '{"seq":1.5,"previous":"","hash":""}',
  '{"seq":1,"previous":1,"hash":""}',
  '{"seq":1',
])('%s is no link', (line) => {
  expect(parseLink(line)).toBeUndefined();
});
