import { expect, test } from 'vitest';
import { envFileTracked } from '../../../../../../src/core/lint/rules/foundations/envFileTracked';
import { findingsOf, ruleCases } from '../../ruleCases';

const secrets = 'APP_ENV=local\nAPP_KEY=base64:c2VjcmV0\nDB_PASSWORD=hunter2\n';
const tracked = new Set(['.env', '.env.production', '.env.example', '.env.encrypted', '.env.staging']);

ruleCases(envFileTracked, {
  bad: [
    {
      name: '.env with secrets; the line in .gitignore alone does not take it out of git',
      files: { '.env': secrets, '.gitignore': '/vendor' },
      tracked,
      at: ['.env: APP_ENV=local'],
      message:
        'Git tracks this file, and it holds secrets (APP_KEY, DB_PASSWORD): whoever can read the repository can read them.',
      fix: 'Add .env to .gitignore',
      fixed: { '.gitignore': '/vendor\n.env\n' },
      left: 1,
    },
    {
      name: '.env.production, without a .gitignore',
      files: { '.env.production': 'AWS_SECRET_ACCESS_KEY=abcd\nSTRIPE_SECRET=sk_live\nA_TOKEN=x\nB_API_KEY=y\n' },
      tracked,
      at: ['.env.production: AWS_SECRET_ACCESS_KEY=abcd'],
      message: /\(AWS_SECRET_ACCESS_KEY, STRIPE_SECRET, A_TOKEN and 1 more\)/,
      fix: 'Add .env.production to .gitignore',
      fixed: { '.gitignore': '.env.production\n' },
      left: 1,
    },
    {
      name: 'a file that Laravel could not even read; .gitignore names it already',
      files: { '.env': 'A=b c\nDB_PASSWORD=hunter2', '.gitignore': '.env\n' },
      tracked,
      at: ['.env: A=b c'],
      fix: null,
    },
  ],
  good: [
    { name: 'git does not track it', files: { '.env': secrets } },
    { name: 'git was not asked', files: { '.env': secrets }, tracked: 'unknown' },
    { name: 'templates and encrypted files', files: { '.env.example': secrets, '.env.encrypted': secrets }, tracked },
    { name: 'another tracked file', files: { '.env.staging': secrets }, tracked },
    { name: 'empty secrets', files: { '.env': 'APP_KEY=\nDB_PASSWORD=""\nA_TOKEN=null\nB_SECRET\n' }, tracked },
    { name: 'the last line is empty', files: { '.env': 'DB_PASSWORD=hunter2\nDB_PASSWORD=\n' }, tracked },
    {
      name: 'placeholders',
      files: { '.env': 'DB_PASSWORD=secret\nA_TOKEN=<token>\nAPP_KEY=SomeRandomString\n' },
      tracked,
    },
    {
      name: 'no secrets',
      files: { '.env': 'APP_URL=https://x\nVITE_APP_KEY=abc\nTOKEN_TTL=60\nAWS_KEY_ID=1\n' },
      tracked,
    },
    { name: 'git tracks a file that is gone', files: {}, tracked },
  ],
});

test('the command is copied, and no value is in the finding', async () => {
  const [finding] = await findingsOf(envFileTracked, { '.env': secrets }, { tracked });
  expect(finding?.fixes[0]).toMatchObject({ copies: 'git rm --cached .env', edits: [] });
  expect(JSON.stringify(finding)).not.toMatch(/hunter2|c2VjcmV0/);
});
