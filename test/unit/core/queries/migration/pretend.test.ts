import { expect, test } from 'vitest';
import { pretendOutput } from '../../../../../src/core/queries/migration/pretend';

test('Laravel 9 and later: a list', () => {
  const text = `
   INFO  Running migrations.

  2026_11_23_101500_add_index .............................................
  ⇂ alter table \`orders\` add index \`a\`(\`user_id\`)
  ⇂ alter table \`orders\` drop index \`b\`
`;
  expect(pretendOutput(text)).toEqual([
    'alter table `orders` add index `a`(`user_id`)',
    'alter table `orders` drop index `b`',
  ]);
});

test('Laravel 8 and before: name and statement, over several lines too', () => {
  const text = `AddIndex: alter table \`orders\` add index \`a\`(\`user_id\`)
2026_11_23_101500_add_index: alter table \`two
lines\` drop index \`b\`
Changes: failed to dump queries. This may be due to changing database columns using Doctrine.
`;
  expect(pretendOutput(text)).toEqual([
    'alter table `orders` add index `a`(`user_id`)',
    'alter table `two\nlines` drop index `b`',
  ]);
});

test('colours are taken off; nothing to migrate is no statement', () => {
  expect(pretendOutput('\u001b[32mAddIndex:\u001b[39m drop table `a`')).toEqual(['drop table `a`']);
  expect(pretendOutput('Nothing to migrate.\n')).toEqual([]);
  expect(pretendOutput('\n   INFO  Nothing to migrate.  \n')).toEqual([]);
});
