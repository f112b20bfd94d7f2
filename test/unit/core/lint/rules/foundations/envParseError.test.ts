import { envParseError } from '../../../../../../src/core/lint/rules/foundations/envParseError';
import { ruleCases } from '../../ruleCases';

const lockOf = (framework: string, phpdotenv: string): string =>
  JSON.stringify({
    packages: [
      { name: 'laravel/framework', version: framework },
      { name: 'vlucas/phpdotenv', version: phpdotenv },
    ],
  });

ruleCases(envParseError, {
  bad: [
    {
      name: 'spaces without quotes',
      files: { '.env': 'APP_NAME=My shop # ours\n' },
      at: ['.env: My shop'],
      message:
        'Unquoted value with spaces: Laravel stops with "unexpected whitespace" and the application does not boot.',
      fixed: { '.env': 'APP_NAME="My shop" # ours\n' },
    },
    {
      name: 'spaces, a variable and quotes without quotes around them',
      files: { '.env': 'A=1\nexport BB=${A} "x" \\y\r\n' },
      at: ['.env: ${A} "x" \\y'],
      fixed: { '.env': 'A=1\nexport BB="${A} \\"x\\" \\\\y"\r\n' },
    },
    {
      name: 'an escape that is none',
      files: { '.env': 'BIN="C:\\dev\\\\x\\new"\n' },
      at: ['.env: \\d'],
      fixed: { '.env': 'BIN="C:\\\\dev\\\\x\\new"\n' },
    },
    {
      name: 'a single quote that is not closed',
      files: { '.env': "A='b c\nD=e\n" },
      at: [".env: 'b c"],
      fixed: { '.env': "A='b c'\nD=e\n" },
    },
    {
      name: 'Laravel 6: spaces without quotes',
      files: { '.env': 'A=b c\n', 'composer.lock': lockOf('v6.20.44', 'v3.6.10') },
      at: ['.env: b c'],
      fixed: { '.env': 'A="b c"\n' },
    },
    { name: 'text behind the closing quote', files: { '.env': 'A="b"c\n' }, at: ['.env: "b"c'], fix: null },
    { name: 'a name that is none', files: { '.env': 'A-B=1\n' }, at: ['.env: A-B'], fix: null },
    { name: 'no name', files: { '.env': '=1\n' }, at: ['.env: ='], fix: null },
    {
      name: 'a double quote that hides the rest of the file',
      files: { '.env': 'A=1\nB="x\nC=2\n' },
      at: ['.env: "x'],
      severity: 'warning',
      message: /^The double quote is not closed: Laravel ignores this line and the/,
      fixed: { '.env': 'A=1\nB="x"\nC=2\n' },
    },
    {
      name: 'a comment that runs into the lines below',
      files: { '.env': '# A="x\nB="y"\n' },
      at: ['.env: "x'],
      severity: 'warning',
      fix: null,
    },
  ],
  good: [
    {
      name: 'Laravel 6: an escaped quote in single quotes',
      files: { '.env': "A='a\\'b'\n", 'composer.lock': lockOf('v6.20.44', 'v3.6.10') },
    },
    {
      name: 'Laravel 7: quotes in a name',
      files: { '.env': 'A"B"=1\n', 'composer.lock': lockOf('v7.30.6', 'v4.3.0') },
    },
    { name: 'quoted spaces', files: { '.env': 'APP_NAME="My shop"\nB=\'a b\'\n' } },
    { name: 'spaces around a value', files: { '.env': 'A =  b   \nexport CC = d\n' } },
    { name: 'a comment', files: { '.env': 'A=b # c d\n# A=b c\n' } },
    { name: 'a value of several lines', files: { '.env': 'KEY="-----BEGIN\nabc\n-----END"\nB=1\n' } },
    { name: 'escapes that are some', files: { '.env': 'A="a\\"b\\\\c\\$d\\n"\n' } },
    { name: 'a template', files: { '.env.example': 'APP_NAME=My shop\n' } },
    {
      name: 'a template that an environment names',
      files: { '.env.dist': 'APP_NAME=My shop\n' },
      environments: [{ id: 'x', role: 'production', envFile: '.env.dist' }],
    },
    { name: 'a tracked file', files: { '.env': 'APP_NAME=My shop\n' }, tracked: new Set(['.env']) },
  ],
});
