import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { limiterByProxyIp } from '../../../../../../src/core/lint/rules/rateLimiting/limiterByProxyIp';
import type { Files } from '../../ruleCases';
import { ruleCases } from '../../ruleCases';
import { provider, slim } from './application';

const production = { '.env': 'APP_ENV=production\n' };
const behind = { declared: { ...nothingDeclared, proxy: 'loadBalancer' as const } };
const limiter = (key: string): Files =>
  provider(`RateLimiter::for('login', fn (Request $request) => Limit::perMinute(5)->by(${key}));`);
const files = (key: string, middleware?: string): Files => ({ ...slim(middleware), ...production, ...limiter(key) });

ruleCases(limiterByProxyIp, {
  bad: [
    {
      name: 'by the address',
      files: files('$request->ip()'),
      ...behind,
      at: ['app/Providers/AppServiceProvider.php: $request->ip()'],
      message: 'Keyed by IP, but the proxy is not trusted: one bucket for everyone.',
      fix: null,
    },
    {
      name: 'by the address in a text, behind a CDN',
      files: files("'login|'.$request->ip()"),
      declared: { ...nothingDeclared, proxy: 'cdn' },
      at: ['app/Providers/AppServiceProvider.php: $request->ip()'],
      fix: null,
    },
    {
      name: 'by the address of those who are not signed in',
      files: files('$request->user()?->id ?: $request->ip()'),
      ...behind,
      at: ['app/Providers/AppServiceProvider.php: $request->ip()'],
      message: 'Keyed by IP, but the proxy is not trusted: one bucket for everyone who is not signed in.',
      fix: null,
    },
  ],
  good: [
    {
      name: 'the proxy is trusted',
      files: files('$request->ip()', "$middleware->trustProxies(at: ['10.0.0.0/8']);"),
      ...behind,
    },
    {
      name: 'what is trusted is not certain',
      files: files('$request->ip()', '$middleware->trustProxies(at: $proxies);'),
      ...behind,
    },
    { name: 'whether there is a proxy is not known', files: files('$request->ip()') },
    { name: 'there is no proxy', files: files('$request->ip()'), declared: { ...nothingDeclared, proxy: 'none' } },
    { name: 'by the user alone', files: files('$request->user()->id'), ...behind },
    { name: 'by account and address', files: files("$request->input('email').$request->ip()"), ...behind },
    { name: 'no limiter', files: { ...slim(), ...production }, ...behind },
  ],
});
