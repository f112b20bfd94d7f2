import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messageOf } from '../../../../src/core/base/errors';
import type { S3Disk } from '../../../../src/core/backups/disk';
import { openS3, type S3Bucket } from '../../../../src/node/drivers/s3/index';
import { readArchiveContents } from '../../../../src/node/archives';
import { fakeBucket, fakeCredentials, refuse, startS3, type FakeS3 } from '../../../fakes/s3Server';

const archive = readFileSync(
  fileURLToPath(new URL('../../../fixtures/spatie-backups/mariadb10.11-full.zip', import.meta.url)),
);
const modifiedAt = new Date('2026-11-22T02:00:07Z');
const never = new AbortController().signal;
const opened: S3Bucket[] = [];
let s3: FakeS3;

beforeAll(async () => {
  s3 = await startS3();
});
afterAll(async () => {
  for (const bucket of opened) bucket.close();
  await s3.close();
});
beforeEach(() => {
  s3.objects.clear();
  s3.requests.length = 0;
  s3.intercept = () => false;
  s3.pageSize = 1000;
});

function bucket(
  more: Partial<S3Disk> = {},
  credentials: { key: string; secret: string } | undefined = fakeCredentials,
): S3Bucket {
  const disk: S3Disk = {
    bucket: fakeBucket,
    region: 'eu-central-1',
    endpoint: s3.endpoint,
    pathStyle: true,
    root: '',
    ...more,
  };
  const made = openS3(disk, credentials);
  opened.push(made);
  return made;
}

/** What people are told, and that it holds neither key nor secret, however deep. */
async function told(work: Promise<unknown>): Promise<{ reason: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(inspect(error, { depth: 20 })).not.toMatch(/AKID|wJalr/);
  return { reason: (error as { reason: string }).reason, message: messageOf(error) };
}

test('a list goes over all pages and leaves out folders; requests are signed', async () => {
  for (let day = 1; day <= 7; day++)
    s3.objects.set(`root/My Shop & Co/2026-11-0${day}-02-00-00.zip`, { bytes: archive.subarray(0, day), modifiedAt });
  s3.objects.set('root/My Shop & Co/', { bytes: new Uint8Array(0), modifiedAt });
  s3.objects.set('root/Other/2026-11-01-02-00-00.zip', { bytes: archive, modifiedAt });
  s3.pageSize = 3;
  const found = await bucket().list('root/My Shop & Co/', never);
  expect(found).toHaveLength(7);
  expect(found[2]).toMatchObject({ key: 'root/My Shop & Co/2026-11-03-02-00-00.zip', sizeBytes: 3, modifiedAt });
  expect(s3.requests).toHaveLength(3);
});

test('the contents of an archive are read from its end alone', async () => {
  // Ten megabytes in front, as the data of a large backup: only the list of contents at the end says where entries are.
  const front = new Uint8Array(10_000_000);
  const bytes = Buffer.concat([archive, front]);
  s3.objects.set('a.zip', { bytes: shifted(archive, front.length), modifiedAt });
  expect(bytes.length).toBe(s3.objects.get('a.zip')?.bytes.length);
  const file = await bucket().open('a.zip', never);
  const contents = await readArchiveContents(file, 'a.zip', never);
  expect(contents.dumps.map(({ entry }) => entry)).toEqual(['db-dumps/mysql-shop.sql']);
  expect(contents.files).toBe(3);
  const [head, ...reads] = s3.requests;
  expect(head).toBe('HEAD /acme-backups/a.zip');
  const asked = reads
    .map((line) => /bytes=(\d+)-(\d+)/.exec(line))
    .map((match) => Number(match?.[2]) - Number(match?.[1]) + 1);
  expect(asked.length).toBeLessThanOrEqual(3);
  expect(asked.reduce((sum, part) => sum + part, 0)).toBeLessThan(800_000);
});

test('what a list said needs no further question before reading, and reading stays within the file', async () => {
  s3.objects.set('a.zip', { bytes: archive, modifiedAt });
  const [known] = await bucket().list('', never);
  s3.requests.length = 0;
  const file = await bucket().open('a.zip', never, known);
  expect(s3.requests).toEqual([]);
  expect(file.size).toBe(archive.length);
  expect(Buffer.from(await file.read(archive.length - 4, 100, never))).toEqual(archive.subarray(-4));
  expect(await file.read(archive.length, 5, never)).toHaveLength(0);
  expect(s3.requests).toEqual([
    `GET /acme-backups/a.zip?x-id=GetObject bytes=${archive.length - 4}-${archive.length - 1}`,
  ]);
});

test('an object that is replaced while it is read is not put together from two', async () => {
  s3.objects.set('a.zip', { bytes: archive, modifiedAt });
  const file = await bucket().open('a.zip', never);
  await file.read(0, 10, never);
  s3.objects.set('a.zip', { bytes: archive.subarray(1), modifiedAt });
  expect(await told(file.read(10, 10, never))).toMatchObject({
    reason: 'changed',
    message: expect.stringContaining('was replaced while it was read') as string,
  });
});

test.each([
  ['no such bucket', { bucket: 'gone' }, undefined, 'missing', 'There is no bucket gone on 127.0.0.1'],
  [
    'a wrong region',
    { region: 'us-east-1' },
    undefined,
    'region',
    'Bucket acme-backups is in region eu-central-1, not in us-east-1.',
  ],
  [
    'an unknown key',
    {},
    { key: 'AKIDOTHER', secret: fakeCredentials.secret },
    'denied',
    'does not know the access key',
  ],
  ['a wrong secret', {}, { key: fakeCredentials.key, secret: 'wJalrWrong' }, 'denied', 'does not accept the secret'],
  ['no such host', { endpoint: 'http://s3.invalid' }, undefined, 'unreachable', 's3.invalid is not found'],
  [
    'nobody listening',
    { endpoint: 'http://127.0.0.1:1' },
    undefined,
    'unreachable',
    '127.0.0.1:1 refused the connection',
  ],
  ['an endpoint that is no URL', { endpoint: 'minio:9000/x y' }, undefined, 'notConfigured', 'is no URL'],
] as const)('%s is said', async (_, disk, credentials, reason, message) => {
  const work = async (): Promise<unknown> => bucket(disk, credentials ?? fakeCredentials).list('', never);
  expect(await told(work())).toMatchObject({ reason, message: expect.stringContaining(message) as string });
});

test.each([
  [403, 'AccessDenied', 'denied', 'does not let these credentials read bucket acme-backups'],
  [403, 'ExpiredToken', 'denied', 'session of the credentials'],
  [403, 'RequestTimeTooSkewed', 'clock', "this machine's clock is wrong"],
  [301, 'PermanentRedirect', 'region', 'Bucket acme-backups is'],
  [503, 'SlowDown', 'unreachable', 'too busy'],
  [500, 'Whatever', 'unreachable', 'HTTP 500'],
  [418, 'Teapot', 'notS3', 'did not answer as S3 does'],
])('the answer %i %s is said', async (status, code, reason, message) => {
  s3.intercept = (_, response) => {
    refuse(response, status, code);
    return true;
  };
  expect(await told(bucket().list('', never))).toMatchObject({
    reason,
    message: expect.stringContaining(message) as string,
  });
});

test('a web server that is no S3, and one that ignores ranges, are said', async () => {
  s3.intercept = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body><p>Welcome</body></html>');
    return true;
  };
  expect(await told(bucket().list('', never))).toMatchObject({ reason: 'notS3' });
  s3.intercept = ({ method }, response) => {
    response.writeHead(200, { 'content-length': archive.length, etag: '"x"' }).end(method === 'HEAD' ? '' : archive);
    return true;
  };
  const file = await bucket().open('a.zip', never);
  expect(await told(file.read(0, 10, never))).toMatchObject({
    reason: 'notS3',
    message: expect.stringContaining('a part of a file') as string,
  });
});

test('an object that is gone, or lies in cold storage', async () => {
  expect(await told(bucket().open('gone.zip', never))).toMatchObject({ reason: 'missing' });
  s3.objects.set('a.zip', { bytes: archive, modifiedAt });
  const file = await bucket().open('a.zip', never);
  s3.intercept = (_, response) => {
    refuse(response, 403, 'InvalidObjectState');
    return true;
  };
  expect(await told(file.read(0, 10, never))).toMatchObject({ reason: 'archived' });
});

test('TLS where the server has none is said', async () => {
  expect(await told(bucket({ endpoint: s3.endpoint.replace('http:', 'https:') }).list('', never))).toMatchObject({
    reason: 'tls',
    message: expect.stringContaining('does not speak TLS') as string,
  });
});

const request =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout - -out -';
const openssl = spawnSync('openssl', request.split(' '));
const pem = openssl.status === 0 ? openssl.stdout.toString() : undefined;

test.runIf(pem !== undefined)('a certificate that is not trusted is said', async () => {
  const server = createTlsServer({ key: pem, cert: pem }, (_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await told(bucket({ endpoint: `https://127.0.0.1:${port}` }).list('', never));
  server.closeAllConnections();
  server.close();
  expect(answer).toMatchObject({ reason: 'tls', message: expect.stringContaining('not trusted here') as string });
});

test('cancelling ends a request that is under way', async () => {
  const controller = new AbortController();
  s3.intercept = () => {
    controller.abort();
    return true;
  };
  await expect(bucket().list('', controller.signal)).rejects.toMatchObject({ reason: 'cancelled' });
  await expect(bucket().list('', AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
});

/** The archive with bytes put in front of its list of contents: `offset` of the list moves, entries stay where they were. */
function shifted(zip: Buffer, by: number): Uint8Array {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const start = zip.readUInt32LE(end + 16);
  const moved = Buffer.concat([zip.subarray(0, start), new Uint8Array(by), zip.subarray(start)]);
  moved.writeUInt32LE(start + by, end + by + 16);
  return moved;
}
