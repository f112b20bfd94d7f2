import { expect, test } from 'vitest';
import { readRuleContext } from '../../../../src/core/lint/context';
import { type DeclaredFacts, nothingDeclared } from '../../../../src/core/lint/declaredFacts';
import { untrustedProxy } from '../../../../src/core/lint/proxies';
import { shop } from './mapSource';

const slim = (body = ''): string =>
  `<?php\nreturn Application::configure()->withMiddleware(function ($middleware) { ${body} })->create();\n`;

async function judged(proxy: DeclaredFacts['proxy'], files: Readonly<Record<string, string>>) {
  const declared = { ...nothingDeclared, proxy };
  const options = { environments: [], tracked: new Set<string>(), declared, catalog: [] };
  return untrustedProxy(await readRuleContext(shop({ 'bootstrap/app.php': slim(), ...files }), '/shop', options));
}

const live = { '.env': 'APP_ENV=production\n' };

test.each(['loadBalancer', 'cdn'] as const)('behind a %s, with nothing trusted', async (proxy) => {
  expect(await judged(proxy, live)).toBe(true);
});

test('the proxy is trusted', async () => {
  expect(
    await judged('loadBalancer', { ...live, 'bootstrap/app.php': slim("$middleware->trustProxies(at: '*');") }),
  ).toBe(false);
});

test('a variable that is not in the file may be set by the server', async () => {
  const config = (proxies: string): Record<string, string> => ({
    ...live,
    'config/trustedproxy.php': `<?php return ['proxies' => ${proxies}];`,
  });
  const split = "is_string(env('TRUSTED_PROXIES')) ? explode(',', env('TRUSTED_PROXIES')) : []";
  expect(await judged('loadBalancer', config("env('TRUSTED_PROXIES')"))).toBeUndefined();
  expect(await judged('loadBalancer', config(split))).toBeUndefined();
  expect(await judged('loadBalancer', config('[]'))).toBe(true);
});

test('there is no proxy', async () => {
  expect(await judged('none', live)).toBe(false);
});

test('not known: what is in front, what is trusted, which environment is production', async () => {
  expect(await judged('unknown', live)).toBeUndefined();
  expect(
    await judged('cdn', { ...live, 'bootstrap/app.php': slim('$middleware->trustProxies(at: proxies());') }),
  ).toBeUndefined();
  expect(await judged('cdn', {})).toBeUndefined();
});
