import { samesiteNoneInsecure } from '../../../../../../src/core/lint/rules/securityEventLogging/samesiteNoneInsecure';
import { type Files, ruleCases } from '../../ruleCases';

const session = (secure = "env('SESSION_SECURE_COOKIE')", site = "env('SESSION_SAME_SITE', 'lax')"): string =>
  `<?php return ['driver' => 'file', 'secure' => ${secure}, 'same_site' => ${site}];\n`;
const app = "<?php return ['env' => env('APP_ENV', 'production'), 'url' => env('APP_URL', 'http://localhost')];\n";
const shop = (env: string, text = session()): Files => ({
  '.env': env,
  'config/app.php': app,
  'config/session.php': text,
});
const none = 'SESSION_SAME_SITE=none\n';
const https = 'APP_URL=https://shop.test\n';
const locked = (version: string): Files => ({
  'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/framework', version }] }),
});

ruleCases(samesiteNoneInsecure, {
  bad: [
    {
      name: 'secure is off',
      files: shop(`${https}${none}SESSION_SECURE_COOKIE=false\n`),
      at: ['.env: none'],
      message: 'Browsers refuse the session cookie: SameSite=None needs Secure, and `session.secure` is off.',
      related: ['config/session.php reads SESSION_SAME_SITE here.', '`session.secure` is off here.'],
      fix: 'Set SESSION_SECURE_COOKIE=true',
      fixed: { '.env': `${https}${none}SESSION_SECURE_COOKIE=true\n` },
    },
    {
      name: 'literals',
      files: shop('', session('false', "'None'")),
      at: ["config/session.php: 'None'"],
      fix: "Set 'secure' => true",
      fixed: { 'config/session.php': session('true', "'None'") },
    },
    {
      name: 'null over http',
      files: shop(`APP_URL=http://localhost\n${none}`),
      at: ['.env: none'],
      message: /and the application is served over http\.$/,
      fix: 'Set SESSION_SECURE_COOKIE=true',
      fixed: { '.env': `APP_URL=http://localhost\n${none}SESSION_SECURE_COOKIE=true\n` },
    },
    ...['v8.83.29', 'v11.20.0'].map((version) => ({
      name: `null in ${version}, which takes it for off`,
      files: { ...shop(`${https}${none}`), ...locked(version) },
      at: ['.env: none'],
      message: /and `session.secure` is null, which this Laravel takes for off\.$/,
      fixed: { '.env': `${https}${none}SESSION_SECURE_COOKIE=true\n` },
    })),
  ],
  good: [
    { name: 'secure', files: shop(`${none}SESSION_SECURE_COOKIE=true\n`) },
    ...['v11.21.0', 'v12.1.0'].map((version) => ({
      name: `null over https in ${version}: secure by itself`,
      files: { ...shop(`${https}${none}`), ...locked(version) },
    })),
    {
      name: 'Laravel 11, and no more is known',
      files: { ...shop(`${https}${none}`), 'composer.json': '{"require":{"laravel/framework":"^11.0"}}' },
    },
    ...['lax', 'strict', 'null'].map((site) => ({
      name: site,
      files: shop(`SESSION_SAME_SITE=${site}\nSESSION_SECURE_COOKIE=false\n`),
    })),
    { name: 'secure is not certain', files: shop(none, session('isSecure()')) },
    {
      name: 'a default of env()',
      files: shop('SESSION_SECURE_COOKIE=false\n', session(undefined, "env('SESSION_SAME_SITE', 'none')")),
    },
    {
      name: 'a template',
      files: { '.env.example': `${none}SESSION_SECURE_COOKIE=false\n`, 'config/session.php': session() },
    },
  ],
});
