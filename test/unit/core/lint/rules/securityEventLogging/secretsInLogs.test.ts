import { secretsInLogs } from '../../../../../../src/core/lint/rules/securityEventLogging/secretsInLogs';
import { type Files, ruleCases } from '../../ruleCases';

const file = 'app/Http/Controllers/LoginController.php';
const text = (body: string, type = 'Request $request'): string =>
  `<?php\nnamespace App\\Http\\Controllers;\nuse App\\Http\\Requests\\LoginRequest;\nuse Illuminate\\Http\\Request;\nuse Illuminate\\Support\\Facades\\Log;\nclass LoginController { public function login(${type}) { ${body} } }\n`;
const code = (body: string, type?: string): Files => ({ [file]: text(body, type) });
const logging = (channel: string): string =>
  `<?php return ['default' => 'single', 'channels' => ['single' => ['driver' => 'single', 'path' => 'x'${channel}], 'other' => ['driver' => 'single', 'path' => 'y', 'tap' => [App\\Mask::class]]]];\n`;
const except = "$request->except(['current_password', 'password', 'password_confirmation', 'token'])";
const whole = 'Writes everything the request carries into the log, passwords and tokens with it when there are any.';

ruleCases(secretsInLogs, {
  bad: [
    {
      name: 'all()',
      files: code("Log::info('login', $request->all());"),
      at: [`${file}: $request->all()`],
      message: whole,
      fix: 'Leave passwords and tokens out',
      fixed: { [file]: text(`Log::info('login', ${except});`) },
    },
    ...[
      "Log::debug('x', ['input' => $request->input()]);",
      "Log::channel('single')->error('x', ['r' => ['i' => $request->input()]]);",
      "logger('x', $request->input());",
      "logger()->warning('x', $request->input());",
      "info('x', $request->input());",
      "Log::info('x '.json_encode($request->input()));",
      'Log::info(print_r($request->input(), true));',
      "Log::info('x', ['a' => 1] + $request->input());",
    ].map((body) => ({
      name: body,
      files: code(body),
      at: [`${file}: $request->input()`],
      message: whole,
      fixed: { [file]: text(body.replace('$request->input()', except)) },
    })),
    {
      name: 'a form request',
      files: code("Log::info('x', $request->toArray());", 'LoginRequest $request'),
      at: [`${file}: $request->toArray()`],
      fixed: { [file]: text(`Log::info('x', ${except});`, 'LoginRequest $request') },
    },
    {
      name: 'the helper',
      files: code("Log::info('x', request()->all());", ''),
      at: [`${file}: request()->all()`],
      fixed: { [file]: text(`Log::info('x', ${except.replace('$request', 'request()')});`, '') },
    },
    {
      name: 'headers',
      files: code("Log::info('x', $request->headers->all());"),
      at: [`${file}: $request->headers->all()`],
      message: /headers into the log/,
      fix: null,
    },
    {
      name: 'a token',
      files: code("Log::info('x', [$request->bearerToken()]);"),
      at: [`${file}: $request->bearerToken()`],
      message: /token into the log/,
      fix: null,
    },
    {
      name: 'a header that holds one',
      files: code("Log::info('x', [$request->header('Authorization')]);"),
      at: [`${file}: $request->header('Authorization')`],
      fix: null,
    },
    {
      name: 'a password',
      files: code("Log::info('x', ['p' => $request->password, 'q' => $request->input('password')]);"),
      at: [`${file}: $request->password`, `${file}: $request->input('password')`],
      message: 'Writes a password into the log.',
      fix: null,
    },
    {
      name: 'a password in a text',
      files: code('Log::info("x {$user->password}");'),
      at: [`${file}: $user->password`],
      fix: null,
    },
  ],
  good: [
    ...[
      "Log::info('x', $request->except(['password']));",
      "Log::info('x', $request->only(['id']));",
      "Log::info('x', $request->safe()->all());",
      "Log::info('x', $request->validated());",
      "Log::info('x', Arr::except($request->all(), ['password']));",
      "Log::info('x', collect($request->all())->except('password')->all());",
      "Log::info('x', array_keys($request->all()));",
      "Log::info('x', [count($request->all())]);",
      "Log::info('x', ['set' => $user->password !== null]);",
      "Log::info('x', ['set' => isset($user->password), 'hash' => md5($user->password)]);",
      "Log::info('x', $request->input('name', []));",
      "Log::info('x', $response->all());",
      "$this->info('x', $request->all());",
      "Other::info('x', $request->all());",
      "Log::withContext(['x' => 1]); $user->update($request->all());",
    ].map((body) => ({ name: body, files: code(body) })),
    { name: 'a variable that may be anything', files: code("Log::info('x', $request->all());", '$request') },
    {
      name: 'a request of another library',
      files: code("Log::info('x', $request->all());", '\\Psr\\Http\\Message\\RequestInterface $request'),
    },
    { name: 'tests', files: { 'tests/LoginTest.php': text("Log::info('x', $request->all());") } },
    {
      name: 'a tap that may mask',
      files: {
        ...code("Log::info('x', $request->all());"),
        'config/logging.php': logging(", 'tap' => [App\\Mask::class]"),
      },
    },
    {
      name: 'a processor that may mask',
      files: {
        ...code("Log::info('x', $request->all());"),
        'config/logging.php': logging(", 'processors' => [App\\Mask::class]"),
      },
    },
    {
      name: 'a named channel with a tap',
      files: { ...code("Log::channel('other')->info('x', $request->all());"), 'config/logging.php': logging('') },
    },
    {
      name: 'a channel that is not certain and may have a tap',
      files: { ...code("Log::channel($c)->info('x', $request->all());"), 'config/logging.php': logging('') },
    },
  ],
});
