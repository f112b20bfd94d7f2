import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSchedulerFacts } from '../../../src/node/schedulerFacts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'laravel-ops-scheduler-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('lines of crontabs and programs of supervisor count when they name this application', async () => {
  const cron = join(root, 'cron.d');
  const programs = join(root, 'supervisor');
  mkdirSync(cron);
  mkdirSync(programs);
  writeFileSync(
    join(cron, 'apps'),
    [
      '* * * * * www cd /srv/shop && php artisan schedule:run >> /dev/null 2>&1',
      '* * * * * www cd /srv/shop2 && php artisan schedule:run',
      '# * * * * * www cd /srv/shop && php artisan schedule:run',
      '* * * * * www php /srv/shop/artisan queue:work',
    ].join('\n'),
  );
  writeFileSync(join(programs, 'shop.conf'), '[program:s]\ndirectory=/srv/shop\ncommand=php artisan schedule:work\n');
  writeFileSync(join(programs, 'other.conf'), '[program:s]\ndirectory=/srv/other\ncommand=php artisan schedule:work\n');
  const places = { paths: [cron, programs, join(root, 'gone')] };
  const { starters, unread } = await readSchedulerFacts('/srv/shop', undefined, undefined, places);
  expect(starters).toEqual([
    { file: join(cron, 'apps'), line: '* * * * * www cd /srv/shop && php artisan schedule:run >> /dev/null 2>&1' },
    { file: join(programs, 'shop.conf'), line: 'command=php artisan schedule:work' },
  ]);
  expect(unread).toEqual([]);
});

test('the heartbeat is read from the file cache as Laravel writes it', async () => {
  const key = 'health:checks:schedule:latestHeartbeatAt';
  const store = { kind: 'file', folder: join(root, 'cache'), key } as const;
  const beat = async (text: string): Promise<unknown> => {
    const hash = createHash('sha1').update(key).digest('hex');
    mkdirSync(join(store.folder, hash.slice(0, 2), hash.slice(2, 4)), { recursive: true });
    writeFileSync(join(store.folder, hash.slice(0, 2), hash.slice(2, 4), hash), text);
    return (await readSchedulerFacts('/srv/shop', store, undefined, { paths: [] })).heartbeatAt;
  };
  expect(await readSchedulerFacts('/srv/shop', store, undefined, { paths: [] })).toMatchObject({
    heartbeatUnknown: 'it is not in the cache here',
  });
  expect(await beat('9999999999i:1800000000;')).toEqual(new Date(1_800_000_000_000));
  expect(await beat('9999999999s:10:"1800000000";')).toEqual(new Date(1_800_000_000_000));
  expect(await beat('9999999999O:8:"Whatever":0:{}')).toBeUndefined();
  const redis = { kind: 'unknown', reason: 'it is kept in redis' } as const;
  expect(await readSchedulerFacts('/srv/shop', redis, undefined, { paths: [] })).toMatchObject({
    heartbeatUnknown: 'it is kept in redis',
  });
});
