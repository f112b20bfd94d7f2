import { expect, test } from 'vitest';
import { mapTexts, namesOf, redactNames, secretsOf } from '../../../../src/core/assessment/redaction';
import { resolveEnvironment } from '../../../../src/core/connections/resolve';
import { readProject } from '../../../../src/core/laravel/readProject';
import { shop } from '../lint/mapSource';

const all = { hosts: true, users: true, ips: true };
const names = { hosts: ['db.example.com', '10.0.0.5'], users: ['shop_app'] };

test.each([
  ['shop_app@db.example.com:3306', '[user]@[host]:3306'],
  ['Mailed to dana@example.org.', 'Mailed to [user].'],
  ['From 192.168.7.12 and ::1 and 2001:db8::7', 'From [address] and [address] and [address]'],
  ['xdb.example.com is another name, db.example.com is not', 'xdb.example.com is another name, [host] is not'],
  ['Laravel 12.67.0 at 12:00:00', 'Laravel 12.67.0 at 12:00:00'],
  ['shop_application stays', 'shop_application stays'],
])('%s', (text, expected) => {
  expect(redactNames(text, names, all)).toBe(expected);
});

test('each kind can be kept', () => {
  const text = 'shop_app at db.example.com, 192.168.7.12';
  expect(redactNames(text, names, { hosts: false, users: false, ips: false })).toBe(text);
  expect(redactNames(text, names, { ...all, hosts: false })).toBe('[user] at db.example.com, [address]');
});

test('names come from the environment: servers and logins that are somebody’s', async () => {
  const env = 'DB_HOST=db.example.com\nDB_USERNAME=shop_app\nREDIS_HOST=redis\nAPP_URL=https://shop.example.com/x\n';
  const project = await readProject(
    shop({
      '.env': env,
      'config/app.php': "<?php return ['url' => env('APP_URL')];",
      'config/database.php': `<?php return ['default' => 'mysql', 'connections' => ['mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST'),
        'database' => 'shop', 'username' => env('DB_USERNAME'), 'password' => '']], 'redis' => ['default' => ['host' => env('REDIS_HOST'), 'port' => 6379]]];`,
    }),
    '/shop',
  );
  const environment = resolveEnvironment(project, { id: 'env', name: '.env' }, {});
  expect(namesOf(environment, project)).toEqual({ hosts: ['db.example.com', 'shop.example.com'], users: ['shop_app'] });
});

test('secrets of the environment file are known by the names of their keys; "null" is none', async () => {
  const project = await readProject(
    shop({ '.env': 'MAIL_PASSWORD=null\nSTRIPE_SECRET=sk_live_4242\nAPP_NAME=Shop\n' }),
    '/shop',
  );
  const redactor = secretsOf([project]);
  expect(redactor.redact('null Shop sk_live_4242')).toBe('null Shop ***');
});

test('the name of a guard or of a disk is no secret, whatever its variable is called', async () => {
  const env = 'AUTHENTICATION_GUARD=web\nPRIVATE_FILESYSTEM_DISK=local\nREDIS_AUTH=opened\nSTRIPE_PRIVATE=sealed\n';
  const redactor = secretsOf([await readProject(shop({ '.env': env }), '/shop')]);
  expect(redactor.redact('web request, local disk, opened, sealed')).toBe('web request, local disk, ***, ***');
});

test('every text of plain data is replaced, and nothing else', () => {
  expect(mapTexts({ a: ['x', 1, null, true, { b: 'x' }] }, () => 'y')).toEqual({ a: ['y', 1, null, true, { b: 'y' }] });
});
