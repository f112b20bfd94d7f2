import { cookieReadableByJs } from '../../../../../../src/core/lint/rules/securityEventLogging/cookieReadableByJs';
import { type Files, ruleCases } from '../../ruleCases';

const session = (expression = "env('SESSION_HTTP_ONLY', true)"): string =>
  `<?php return ['driver' => 'file', 'http_only' => ${expression}];\n`;
const shop = (env: string, text = session()): Files => ({
  '.env': `APP_ENV=local\n${env}`,
  'config/session.php': text,
});

ruleCases(cookieReadableByJs, {
  bad: [
    {
      name: 'false in .env',
      files: shop('SESSION_HTTP_ONLY=false\n'),
      at: ['.env: false'],
      message: 'Scripts can read the session cookie: one injected script is enough to take sessions over.',
      related: ['config/session.php reads SESSION_HTTP_ONLY here.'],
      fix: 'Set SESSION_HTTP_ONLY=true',
      fixed: { '.env': 'APP_ENV=local\nSESSION_HTTP_ONLY=true\n' },
    },
    {
      name: 'the literal false',
      files: shop('', session('false')),
      at: ['config/session.php: false'],
      fix: "Set 'http_only' => true",
      fixed: { 'config/session.php': session('true') },
    },
  ],
  good: [
    { name: 'absent', files: shop('', "<?php return ['driver' => 'file'];") },
    { name: 'true', files: shop('', session('true')) },
    { name: 'null is the default, true', files: shop('', session('null')) },
    { name: 'a default of env()', files: shop('', session("env('SESSION_HTTP_ONLY', false)")) },
    { name: 'not certain', files: shop('', session('!debug()')) },
    { name: 'a template', files: { '.env.example': 'SESSION_HTTP_ONLY=false\n', 'config/session.php': session() } },
  ],
});
