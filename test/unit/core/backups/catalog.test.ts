import { expect, test } from 'vitest';
import { OpsError } from '../../../../src/core/base/errors';
import type { ArchiveContents } from '../../../../src/core/backups/archive';
import { readCatalog, type BackupFile, type BackupFiles } from '../../../../src/core/backups/catalog';
import type { BackupDestination } from '../../../../src/core/backups/destination';

const now = new Date('2026-11-22T12:00:00Z');
const local: BackupDestination = {
  id: 'spatie/local',
  source: 'spatie',
  label: 'local',
  disk: 'local',
  folder: '/b',
  prefix: '',
  timeZone: 'UTC',
  origins: [],
};
const s3: BackupDestination = {
  id: 'spatie/s3',
  source: 'spatie',
  label: 's3',
  prefix: '',
  unlisted: 'on S3 bucket acme: not listed by this version',
  origins: [],
};
const contents: ArchiveContents = {
  dumps: [{ entry: 'db-dumps/mysql-shop.sql', driver: 'mysql', database: 'shop', compression: 'none', sizeBytes: 9 }],
  files: 0,
  encrypted: false,
};

const file = (name: string, sizeBytes: number, modified = '2026-11-01T00:00:00Z', folder = '/b'): BackupFile => ({
  name,
  path: `${folder}/${name}`,
  sizeBytes,
  modifiedAt: new Date(modified),
});

function disk(
  folders: Record<string, readonly BackupFile[] | Error>,
  broken: Record<string, Error> = {},
): BackupFiles & { opened: string[] } {
  const opened: string[] = [];
  return {
    opened,
    async list(folder) {
      const found = folders[folder] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
    async inspect(path) {
      opened.push(path);
      const error = broken[path];
      if (error !== undefined) throw error;
      return contents;
    },
  };
}

test('backups are newest first, dated by their names where the zone is known', async () => {
  const files = disk({
    '/b': [
      file('2026-11-20-02-00-00.zip', 10),
      file('2026-11-22-02-00-00.zip', 10),
      file('before-deploy.zip', 10, '2026-11-21T09:30:00Z'),
    ],
  });
  const { backups, problems } = await readCatalog([local], files, { now });
  expect(
    backups.map(({ fileName, createdAt, createdSource }) => [fileName, createdAt.toISOString(), createdSource]),
  ).toEqual([
    ['2026-11-22-02-00-00.zip', '2026-11-22T02:00:00.000Z', 'fileName'],
    ['before-deploy.zip', '2026-11-21T09:30:00.000Z', 'mtime'],
    ['2026-11-20-02-00-00.zip', '2026-11-20T02:00:00.000Z', 'fileName'],
  ]);
  expect(problems).toEqual([]);
  const { timeZone: _, ...zoneless } = local;
  const [first] = (await readCatalog([zoneless], files, { now })).backups;
  expect(first).toMatchObject({ fileName: 'before-deploy.zip', createdSource: 'mtime' });
});

test('a size is compared with the median of up to seven backups before it, given three', async () => {
  const sizes = [100, 100, 100, 110, 90, 100, 100, 5000, 40];
  const listed = sizes.map((size, index) => file(`2026-11-${String(index + 1).padStart(2, '0')}-02-00-00.zip`, size));
  const { backups } = await readCatalog([local], disk({ '/b': listed }), { now });
  expect(backups.map(({ sizeAgainstMedian }) => sizeAgainstMedian)).toEqual([
    0.4,
    50,
    1,
    1,
    0.9,
    1.1,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a backup that cannot be opened says why; the others go on', async () => {
  const cut = file('2026-11-21-02-00-00.zip', 10);
  const files = disk(
    {
      '/b': [
        cut,
        file('2026-11-22-02-00-00.zip', 10),
        file('empty.zip', 0, '2026-11-19T00:00:00Z'),
        file('shop.sql.gz', 7, '2026-11-18T00:00:00Z'),
      ],
    },
    { [cut.path]: new OpsError('unreadable', 'The archive is cut off.') },
  );
  const { backups } = await readCatalog([local], files, { now });
  expect(backups.map(({ fileName, error, contents: inside }) => [fileName, error, inside?.dumps[0]?.entry])).toEqual([
    ['2026-11-22-02-00-00.zip', undefined, 'db-dumps/mysql-shop.sql'],
    ['2026-11-21-02-00-00.zip', 'The archive is cut off.', undefined],
    ['empty.zip', 'The file is empty.', undefined],
    ['shop.sql.gz', undefined, 'shop.sql.gz'],
  ]);
  expect(files.opened).not.toContain('/b/empty.zip');
});

test('an archive that was written to a moment ago may be unfinished', async () => {
  const fresh = file('2026-11-22-11-59-00.zip', 10, '2026-11-22T11:59:30Z');
  const files = disk({ '/b': [fresh] }, { [fresh.path]: new OpsError('unreadable', 'The archive is cut off.') });
  const { backups } = await readCatalog([local], files, { now });
  expect(backups[0]?.error).toBe('The archive is cut off. It may still be being written.');
});

test('destinations that cannot be listed are problems with a reason', async () => {
  const denied: BackupDestination = { ...local, id: 'spatie/denied', folder: '/denied' };
  const files = disk({ '/b': [file('a.zip', 1)], '/denied': new OpsError('denied', 'No permission to read /denied.') });
  const { backups, problems, destinations } = await readCatalog([s3, denied, local], files, { now });
  expect(problems.map(({ destination, message }) => [destination.id, message])).toEqual([
    ['spatie/s3', 'on S3 bucket acme: not listed by this version'],
    ['spatie/denied', 'No permission to read /denied.'],
  ]);
  expect(backups).toHaveLength(1);
  expect(destinations).toHaveLength(3);
});

test('unchanged archives are not opened again, changed ones are', async () => {
  const files = disk({ '/b': [file('a.zip', 1), file('b.zip', 2)] });
  const previous = await readCatalog([local], files, { now });
  files.opened.length = 0;
  const again = disk({ '/b': [file('a.zip', 1), file('b.zip', 3)] });
  const { backups } = await readCatalog([local], again, { now, previous });
  expect(again.opened).toEqual(['/b/b.zip']);
  expect(backups.every((backup) => backup.contents === contents)).toBe(true);
});

test('only the newest archives are opened, and two disks on one folder count once', async () => {
  const files = disk({
    '/b': [file('2026-11-20-02-00-00.zip', 1), file('2026-11-21-02-00-00.zip', 1), file('notes.txt', 1)],
  });
  const { backups } = await readCatalog([local, { ...local, id: 'spatie/same' }], files, { now, inspectLimit: 1 });
  expect(backups).toHaveLength(2);
  expect(files.opened).toEqual(['/b/2026-11-21-02-00-00.zip']);
});

test('cancelling ends the reading, and a bug is not swallowed', async () => {
  await expect(readCatalog([local], disk({}), { now, signal: AbortSignal.abort() })).rejects.toMatchObject({
    reason: 'cancelled',
  });
  await expect(readCatalog([local], disk({ '/b': new TypeError('bug') }), { now })).rejects.toThrow('bug');
});

const bucket: BackupDestination = {
  id: 'spatie/s3',
  source: 'spatie',
  label: 's3',
  disk: 's3',
  prefix: '',
  timeZone: 'UTC',
  s3: { disk: { bucket: 'acme', pathStyle: false, root: '' }, prefix: 'Shop/' },
  origins: [],
};
const day = (index: number): BackupFile =>
  file(`2026-11-${String(index).padStart(2, '0')}-02-00-00.zip`, 100, '2026-11-01T00:00:00Z', 's3://acme/Shop');

function remote(listing: readonly BackupFile[] | Error, broken?: Error) {
  const opened: string[] = [];
  return {
    opened,
    list: async () => {
      if (listing instanceof Error) throw listing;
      return { files: listing, listedAt: now };
    },
    inspect: async ({ path }: BackupFile) => {
      opened.push(path);
      if (broken !== undefined) throw broken;
      return contents;
    },
  };
}

test('a bucket is listed like a folder; only the newest archives in it are opened', async () => {
  const buckets = remote(Array.from({ length: 14 }, (_, index) => day(index + 1)));
  const here = disk({ '/b': [file('2026-11-22-02-00-00.zip', 1)] });
  const { backups, listedAt, problems } = await readCatalog([bucket, local], here, { now, remote: buckets });
  expect(backups).toHaveLength(15);
  expect(backups[1]).toMatchObject({
    path: 's3://acme/Shop/2026-11-14-02-00-00.zip',
    createdSource: 'fileName',
    contents,
  });
  expect(buckets.opened).toHaveLength(10);
  expect(backups[14]?.contents).toBeUndefined();
  expect(listedAt?.get('spatie/s3')).toBe(now);
  expect(problems).toEqual([]);
});

test('a server that does not answer says nothing against an archive; a damaged end does', async () => {
  const told = async (error: OpsError) => {
    const { backups } = await readCatalog([bucket], disk({}), { now, remote: remote([day(1)], error) });
    return { error: backups[0]?.error, notRead: backups[0]?.notRead };
  };
  expect(await told(new OpsError('unreachable', 'Refused.'))).toEqual({ error: undefined, notRead: 'Refused.' });
  expect(await told(new OpsError('unreadable', 'Cut off.'))).toEqual({ error: 'Cut off.', notRead: undefined });
});

test('a bucket that cannot be listed, or is not to be, is a problem', async () => {
  const denied = remote(new OpsError('denied', 'Not allowed.'));
  expect((await readCatalog([bucket], disk({}), { now, remote: denied })).problems[0]?.message).toBe('Not allowed.');
  expect((await readCatalog([bucket], disk({}), { now })).problems[0]?.message).toBe(
    'on S3 bucket acme: not listed here',
  );
});

test('folders of mydumper are backups, looked for where people put them', async () => {
  const folder = { ...file('2026-11-20', 70), contents, error: 'not finished' };
  const whole = { ...file('2026-11-21', 70, '2026-11-21T02:00:00Z'), contents };
  const own: BackupDestination = { ...local, id: 'laravel-ops', source: 'laravelOps', folder: '/own' };
  const asked: string[] = [];
  const files = {
    ...disk({}),
    folders: async (path: string) => {
      asked.push(path);
      return [folder, whole];
    },
  };
  const { backups } = await readCatalog([local, own], files, { now });
  expect(asked).toEqual(['/own']);
  expect(backups.map(({ format, error, createdAt }) => [format, error, createdAt.toISOString().slice(0, 10)])).toEqual([
    ['mydumper', undefined, '2026-11-21'],
    ['mydumper', 'not finished', '2026-11-01'],
  ]);
});
