import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../../../../../src/core/lint/rules/cachingStrategy/publicAddress';
import { redisOpenRemote } from '../../../../../../src/core/lint/rules/cachingStrategy/redisOpenRemote';
import { ruleCases } from '../../ruleCases';

const live = 'APP_ENV=production\nCACHE_STORE=redis\n';
const redis = (more: string): string => `<?php\nreturn ['redis' => ['cache' => ['host' => '93.184.216.34'${more}]]];\n`;

describe('a public address', () => {
  test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::6810:84e5', '[2606:4700::1]'])(
    '%s',
    (host) => {
      expect(isPublicAddress(host)).toBe(true);
    },
  );
  test.each([
    '127.0.0.1',
    '10.0.0.5',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '198.18.0.1',
    '203.0.113.7',
    '192.0.2.1',
    '198.51.100.1',
    '224.0.0.1',
    '255.255.255.255',
    '300.1.1.1',
    '::1',
    'fe80::1',
    'fd00::1',
    '2001:db8::1',
    'redis',
    'localhost',
    'cache.example.com',
    '/run/redis.sock',
    '',
  ])('not %s', (host) => {
    expect(isPublicAddress(host)).toBe(false);
  });
});

ruleCases(redisOpenRemote, {
  bad: [
    {
      name: 'an empty password',
      files: { '.env': `${live}REDIS_HOST=93.184.216.34\nREDIS_PASSWORD=\n` },
      at: ['.env: 93.184.216.34'],
      message:
        'Redis on the public address 93.184.216.34, without password and without TLS: whoever reaches it reads and changes everything in it.',
      related: ['.env names the environment production here.'],
      fix: null,
    },
    {
      name: 'null, for sessions',
      files: { '.env': 'APP_ENV=production\nSESSION_DRIVER=redis\nREDIS_HOST=93.184.216.34\nREDIS_PASSWORD=null\n' },
      at: ['.env: 93.184.216.34'],
      fix: null,
    },
    {
      name: 'literals',
      files: { '.env': live, 'config/database.php': redis(", 'password' => null") },
      at: ["config/database.php: '93.184.216.34'"],
      fix: null,
    },
    {
      name: 'no key for a password',
      files: { '.env': live, 'config/database.php': redis('') },
      at: ["config/database.php: '93.184.216.34'"],
      fix: null,
    },
  ],
  good: [
    { name: 'a password', files: { '.env': `${live}REDIS_HOST=93.184.216.34\nREDIS_PASSWORD=x1y2\n` } },
    { name: 'no line for the password: the server may set it', files: { '.env': `${live}REDIS_HOST=93.184.216.34\n` } },
    ...[
      '127.0.0.1',
      'localhost',
      '/run/redis/redis.sock',
      '10.0.0.5',
      '192.168.1.9',
      'redis',
      'cache.example.com',
      'tls://93.184.216.34',
    ].map((host) => ({
      name: host,
      files: { '.env': `${live}REDIS_HOST=${host}\nREDIS_PASSWORD=null\n` },
    })),
    { name: 'TLS by scheme', files: { '.env': live, 'config/database.php': redis(", 'scheme' => 'tls'") } },
    {
      name: 'a URL',
      files: { '.env': `${live}REDIS_URL=rediss://93.184.216.34\nREDIS_HOST=93.184.216.34\nREDIS_PASSWORD=null\n` },
    },
    {
      name: 'redis is not used',
      files: {
        '.env':
          'APP_ENV=production\nCACHE_STORE=file\nQUEUE_CONNECTION=sync\nSESSION_DRIVER=file\nREDIS_HOST=93.184.216.34\nREDIS_PASSWORD=null\n',
      },
    },
    {
      name: 'local',
      files: { '.env': 'APP_ENV=local\nCACHE_STORE=redis\nREDIS_HOST=93.184.216.34\nREDIS_PASSWORD=null\n' },
    },
    { name: 'a template', files: { '.env.example': `${live}REDIS_HOST=93.184.216.34\nREDIS_PASSWORD=null\n` } },
    {
      name: 'the platform supplies secrets',
      files: { '.env': `${live}REDIS_HOST=93.184.216.34\nREDIS_PASSWORD=\n` },
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedSecrets: true }],
    },
  ],
});
