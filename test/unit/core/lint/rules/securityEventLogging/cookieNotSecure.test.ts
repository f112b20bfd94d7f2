import { cookieNotSecure } from '../../../../../../src/core/lint/rules/securityEventLogging/cookieNotSecure';
import { type Files, ruleCases } from '../../ruleCases';

const session = (expression = "env('SESSION_SECURE_COOKIE')"): string =>
  `<?php return ['driver' => 'file', 'secure' => ${expression}, 'http_only' => true];\n`;
const app = "<?php return ['env' => env('APP_ENV', 'production'), 'url' => env('APP_URL', 'http://localhost')];\n";
const head = 'APP_ENV=production\nAPP_URL=https://shop.test\n';
const shop = (env: string, text = session()): Files => ({
  '.env': head + env,
  'config/app.php': app,
  'config/session.php': text,
});
const message =
  'The session cookie is sent over http too: on the first request without https, anyone on the way can take the session over.';

ruleCases(cookieNotSecure, {
  bad: [
    {
      name: 'false in .env',
      files: shop('SESSION_SECURE_COOKIE=false\n'),
      at: ['.env: false'],
      message,
      related: ['config/session.php reads SESSION_SECURE_COOKIE here.', '.env names the environment production here.'],
      fix: 'Set SESSION_SECURE_COOKIE=true',
      fixed: { '.env': `${head}SESSION_SECURE_COOKIE=true\n` },
    },
    {
      name: 'empty, which PHP makes false',
      files: shop('SESSION_SECURE_COOKIE=\n'),
      at: ['.env: '],
      fixed: { '.env': `${head}SESSION_SECURE_COOKIE=true\n` },
    },
    {
      name: "another application's variable",
      files: shop('SECURE_COOKIES=0\n', session("env('SECURE_COOKIES', false)")),
      at: ['.env: 0'],
      fix: 'Set SECURE_COOKIES=true',
      fixed: { '.env': `${head}SECURE_COOKIES=true\n` },
    },
    {
      name: 'the literal false',
      files: shop('', session('false')),
      at: ['config/session.php: false'],
      fix: "Set 'secure' => true",
      fixed: { 'config/session.php': session('true') },
    },
    {
      name: "the framework's own configuration",
      files: { ...shop('SESSION_SECURE_COOKIE=false\n'), 'config/session.php': undefined },
      at: ['.env: false'],
      fixed: { '.env': `${head}SESSION_SECURE_COOKIE=true\n` },
    },
  ],
  good: [
    { name: 'null: the variable is not set', files: shop('') },
    { name: 'null: the variable says so', files: shop('SESSION_SECURE_COOKIE=null\n') },
    {
      name: 'null in an old Laravel',
      files: { ...shop(''), 'composer.json': '{"require":{"laravel/framework":"^8.0"}}' },
    },
    { name: 'the literal null', files: shop('', session('null')) },
    { name: 'true', files: shop('SESSION_SECURE_COOKIE=true\n') },
    {
      name: 'false only because a variable is not in the file: the server may set it',
      files: shop('', session("env('HTTPS_ONLY') ? true : false")),
    },
    {
      name: 'a site on http',
      files: { ...shop(''), '.env': 'APP_ENV=production\nAPP_URL=http://intranet\nSESSION_SECURE_COOKIE=false\n' },
    },
    { name: 'no address', files: { ...shop(''), '.env': 'APP_ENV=production\nSESSION_SECURE_COOKIE=false\n' } },
    {
      name: 'local',
      files: { ...shop(''), '.env': 'APP_ENV=local\nAPP_URL=https://shop.test\nSESSION_SECURE_COOKIE=false\n' },
    },
    {
      name: 'a template',
      files: { ...shop(''), '.env': undefined, '.env.example': `${head}SESSION_SECURE_COOKIE=false\n` },
    },
    { name: 'a default of env()', files: shop('', session("env('SESSION_SECURE_COOKIE', false)")) },
    { name: 'not certain', files: shop('', session('Str::startsWith(url(), "https")')) },
  ],
});
