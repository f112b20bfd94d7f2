import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlainYaml, type YamlNode, yamlAt, yamlNumber } from '../../../../src/core/lint/plainYaml';

/** As plain data; "?" stands for what is there and not read. */
function data(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(data);
  return node.kind === 'map' ? Object.fromEntries([...node.entries].map(([key, each]) => [key, data(each)])) : '?';
}

const read = (text: string): unknown[] => readPlainYaml(text).map(data);

describe('what is read', () => {
  test('mappings, lists, quotes and comments', () => {
    const text = `# a file
services:
  web: # the site
    image: "nginx:1.27"   # quoted
    'scale': 2
    ports:
    - "80:80"
    - 443:443
    environment:
      APP_ENV: production
      EMPTY:
      URL: http://shop/#top
  db:
    ports:
      - target: 3306
        published: '3306'
      - 5432
`;
    expect(read(text)).toEqual([
      {
        services: {
          web: {
            image: 'nginx:1.27',
            scale: '2',
            ports: ['80:80', '443:443'],
            environment: { APP_ENV: 'production', EMPTY: '', URL: 'http://shop/#top' },
          },
          db: { ports: [{ target: '3306', published: '3306' }, '5432'] },
        },
      },
    ]);
  });

  test('several documents, Windows line ends', () => {
    expect(read('a: 1\r\n---\r\nb:\r\n  - - x\r\n    - y\r\n  - c: 2\r\n')).toEqual([
      { a: '1' },
      { b: [['x', 'y'], { c: '2' }] },
    ]);
  });

  test('the range of a value', () => {
    const text = 'a:\n  - b:   "7" # x\n';
    const [document] = readPlainYaml(text);
    const list = yamlAt(document, 'a');
    const node = list?.kind === 'list' ? yamlAt(list.items[0], 'b') : undefined;
    expect(yamlNumber(node)).toBe(7);
    expect(text.slice(node?.range.start, node?.range.end)).toBe('"7"');
  });
});

describe('what says nothing', () => {
  test.each([
    ['a flow collection', 'a: [1, 2]\nb: 1\n'],
    ['a flow collection over several lines', 'a:\n  [\n    1,\n    2,\n  ]\nb: 1\n'],
    ['a block scalar', 'a: |\n  x: y\n   z\nb: 1\n'],
    ['an anchor with a mapping', 'a: &base\n  x: 1\nb: 1\n'],
    ['an alias', 'a: *base\nb: 1\n'],
    ['a tag', 'a: !!int 2\nb: 1\n'],
    ['a scalar that goes on', 'a: one\n  two\nb: 1\n'],
    ['an escape', 'a: "\\u0032"\nb: 1\n'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual([{ a: '?', b: '1' }]);
  });
});

describe('a document is left out', () => {
  test.each([
    ['tabs', 'a:\n\tb: 1\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['lines that do not fit', 'a:\n    b: 1\n  c: 2\n'],
    ['text that is no mapping between keys', 'a: 1\nb\nc: 2\n'],
    ['nothing', '# nothing\n'],
    ['a line too long', `a: ${'x'.repeat(3000)}\n`],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual([]);
  });
});

test('never throws, and every range lies in the text', () => {
  const piece = fc.constantFrom(
    'a: ',
    '- ',
    '\n',
    '  ',
    'x',
    '"',
    "'",
    '# c',
    ':',
    '&b',
    '|',
    '[',
    '\t',
    '---\n',
    'b:\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const check = (node: YamlNode): void => {
        expect(node.range.start).toBeGreaterThanOrEqual(0);
        expect(node.range.end).toBeLessThanOrEqual(text.length);
        if (node.kind === 'list') for (const item of node.items) check(item);
        if (node.kind === 'map') for (const each of node.entries.values()) check(each);
      };
      for (const document of readPlainYaml(text)) check(document);
    }),
  );
});
