import { expect, test } from 'vitest';
import { envValueTruncated } from '../../../../../../src/core/lint/rules/foundations/envValueTruncated';
import { findingsOf, ruleCases } from '../../ruleCases';

ruleCases(envValueTruncated, {
  bad: [
    {
      name: 'a password with # in it',
      files: { '.env': 'DB_PASSWORD=abc#123\n' },
      at: ['.env: abc#123'],
      message: '`#` starts a comment in a value without quotes: Laravel reads DB_PASSWORD only up to there.',
      fixed: { '.env': 'DB_PASSWORD="abc#123"\n' },
    },
    {
      name: 'a comment behind it stays a comment',
      files: { '.env': 'MAIL_PASSWORD=a#b # until May\n' },
      at: ['.env: a#b'],
      fixed: { '.env': 'MAIL_PASSWORD="a#b" # until May\n' },
    },
    {
      name: 'what quotes would change is escaped',
      files: { '.env': 'API_SECRET=a$b\\c"d#e\n' },
      at: ['.env: a$b\\c"d#e'],
      fixed: { '.env': 'API_SECRET="a\\$b\\\\c\\"d#e"\n' },
    },
    {
      name: 'a variable stays a variable',
      files: { '.env': 'HOST=shop.test\nAPP_URL=https://${HOST}/#/start\r\n' },
      at: ['.env: https://${HOST}/#/start'],
      fixed: { '.env': 'HOST=shop.test\nAPP_URL="https://${HOST}/#/start"\r\n' },
    },
    {
      name: 'any other key is a hint',
      files: { '.env': 'APP_NAME=C#\n' },
      at: ['.env: C#'],
      severity: 'hint',
      fixed: { '.env': 'APP_NAME="C#"\n' },
    },
    {
      name: 'the last of several lines counts',
      files: { '.env': 'A_TOKEN=x#1\nA_TOKEN=x#2\n' },
      at: ['.env: x#2'],
      fixed: { '.env': 'A_TOKEN=x#1\nA_TOKEN="x#2"\n' },
    },
    {
      name: 'a file that settings name',
      files: { '.env.live': 'DB_PASSWORD=a#b' },
      environments: [{ id: 'live', role: 'production', envFile: '.env.live' }],
      at: ['.env.live: a#b'],
      fixed: { '.env.live': 'DB_PASSWORD="a#b"' },
    },
  ],
  good: [
    { name: 'double quotes', files: { '.env': 'DB_PASSWORD="abc#123"\n' } },
    { name: 'single quotes', files: { '.env': "DB_PASSWORD='abc#123'\n" } },
    { name: 'an ordinary comment', files: { '.env': 'DB_PASSWORD=abc #123\n' } },
    { name: 'a comment right behind quotes', files: { '.env': 'DB_PASSWORD="abc"#123\n' } },
    { name: 'no value but a comment', files: { '.env': 'DB_PASSWORD=#todo\nDB_USERNAME= #todo\n' } },
    {
      name: 'a comment that lacks its space',
      files: { '.env': 'DB_PASSWORD=abc# the old one\nAPP_KEY=abc#old key\n' },
    },
    { name: 'a lone # before a comment', files: { '.env': 'DB_PASSWORD=abc# # note\n' } },
    { name: 'a comment line', files: { '.env': '#DB_PASSWORD=abc#123\n' } },
    { name: 'a template', files: { '.env.example': 'DB_PASSWORD=abc#123\n' } },
    { name: 'a tracked file', files: { '.env': 'DB_PASSWORD=abc#123\n' }, tracked: new Set(['.env']) },
    { name: 'no environment file', files: {} },
  ],
});

test('the value is in no message, and only certain ones are preferred', async () => {
  const [secret] = await findingsOf(envValueTruncated, { '.env': 'DB_PASSWORD=geheim#123\n' });
  expect(secret?.message).not.toContain('geheim');
  expect(secret?.fixes).toMatchObject([{ preferred: true }]);
  const [name] = await findingsOf(envValueTruncated, { '.env': 'APP_NAME=C#\n' });
  expect(name?.fixes).toMatchObject([{ preferred: false }]);
});
