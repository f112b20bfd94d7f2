import { expect, test } from 'vitest';
import type { EvidenceContent } from '../../../../src/protocol/views/indexEvidence';
import { evidenceReport } from '../../../../src/services/queries/evidenceReport';
import { evidence } from '../../../webview/samples';

const report = (more: Partial<EvidenceContent> = {}): string => evidenceReport({ ...evidence, ...more });

test('index, headline, statements, proof, DDL and migration are in it, in this order', () => {
  const text = report({
    proof: [{ label: 'Way', value: 'Scratch copy' }],
    proofRemarks: ['One statement was not run.'],
  });
  const order = [
    '# Missing index: orders (user_id, created_at)',
    evidence.headline,
    'user_id first: compared with =.',
    '| Statement | Calls |',
    '`select * from orders where user_id = ?`',
    '- Way: Scratch copy',
    '- One statement was not run.',
    '```sql',
    '```php',
  ];
  const places = order.map((words) => text.indexOf(words));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('what is not known has no heading', () => {
  const { migration: _without, ...rest } = evidence;
  const text = evidenceReport({ ...rest, statements: [], proof: [], proofRemarks: [], plans: [] });
  expect(text).not.toMatch(/\| Statement|How it was measured|## Migration/);
});

test('an index that may go is called one', () => {
  expect(report({ kind: 'drop' })).toMatch(/^# Index without use: /);
});

test('names with marks of Markdown do not break out of their cell or block', () => {
  const text = report({
    statements: evidence.statements.map((each) => ({ ...each, text: 'select `a|b` from\n`x`' })),
    ddl: { ...evidence.ddl, sql: 'alter table `a```b` add index x (y)' },
  });
  expect(text).toContain('| `select a\\|b from x` |');
  expect(text).toContain('````sql\nalter table `a```b` add index x (y)\n````');
  for (const line of text.split('\n').filter((each) => each.startsWith('| `')))
    expect(line.replaceAll('\\|', '').split('|')).toHaveLength(9);
});

test('a time that was not measured is an empty cell', () => {
  const statements = evidence.statements.map(({ timeBefore: _before, timeAfter: _after, ...rest }) => rest);
  expect(report({ statements })).not.toContain('undefined');
});
