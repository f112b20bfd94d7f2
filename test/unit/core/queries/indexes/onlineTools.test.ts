import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { onlineTools } from '../../../../../src/core/queries/indexes/onlineTools';
import { indexProblems } from '../../../../../src/core/queries/indexes/indexLimits';
import { columnOf, indexOf, tableOf } from '../catalog/catalogs';

const orders = tableOf('orders', ['PRIMARY: id']);
const key = { name: 'k', columns: ['x'], referencedSchema: 's', referencedTable: 't', referencedColumns: ['id'] };

test('hostile names are one word each to a shell, and credentials stay places to fill in', () => {
  const hostile = `it's $(touch x) \`y\` "z", ; #`;
  for (const { command } of onlineTools(
    { ...orders, name: hostile, schema: hostile },
    `add index \`${hostile}\` (\`a\`)`,
    'mysql',
    false,
  )) {
    expect(command).toMatch(/<host>.*<user>/s);
    const printed = command.replace(/^\S+/, "printf '%s\\n'").replace(/<(\w+)>/g, '$1');
    const words = execFileSync('sh', ['-c', printed]).toString();
    expect(words).toContain(`add index \`${hostile}\` (\`a\`)`);
    expect(words.replaceAll('\\,', ',')).toContain(hostile);
  }
});

test('what cannot work is said', () => {
  const [ghost, percona] = onlineTools({ ...orders, foreignKeys: [key] }, 'add index a (a)', 'mysql', false);
  expect(ghost?.impossible).toMatch(/foreign keys/);
  expect(percona?.impossible).toBeUndefined();
  const [, keyless] = onlineTools({ ...orders, indexes: [] }, 'add index a (a)', 'mysql', false);
  expect(keyless?.impossible).toMatch(/primary key/);
  expect(onlineTools(orders, 'x', 'mysql', true)[1]?.command).toContain('--alter-foreign-keys-method auto');
});

test.each<[index: string, problem: RegExp | undefined]>([
  ['i: a', undefined],
  ['primary: missing', /no column missing/],
  ['i: body', /by a prefix only/],
  ['i: body(768)', undefined],
  ['i: body(769)', /3076 bytes/],
  ['i: wide, wider', /4000 bytes an entry/],
  [`${'x'.repeat(65)}: a`, /64 characters/],
  ['taken: a', /named taken already/],
])('limits of the server: %s', (text, problem) => {
  const columns = [
    columnOf('a'),
    columnOf('body', false, { type: 'text', columnType: 'text', charset: 'utf8mb4', keyBytes: undefined } as never),
    columnOf('wide', false, { keyBytes: 2000 }),
    columnOf('wider', false, { keyBytes: 2000 }),
  ];
  const problems = indexProblems(indexOf(text), { ...orders, columns, indexes: [indexOf('TAKEN: a')] });
  if (problem === undefined) expect(problems).toEqual([]);
  else expect(problems.join(' ')).toMatch(problem);
});
