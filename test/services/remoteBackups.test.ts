// The whole way from config/filesystems.php to rows and bytes, against a small S3 server of ours over real HTTP. It is not
// Amazon's.
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { backupsView, readBackups } from '../../src/services/backupsView';
import { forgetRemoteBackups, openRemoteBackup } from '../../src/services/remoteBackups';
import { Workspace } from '../../src/services/workspace';
import { fakeBucket, fakeCredentials, refuse, startS3, type FakeS3 } from '../fakes/s3Server';
import { memoryHost, rows, temporary, type EnvLines, type MemoryHost } from './host';

const archive = readFileSync(fileURLToPath(new URL('../fixtures/spatie-backups/mysql9.7-gzip.zip', import.meta.url)));
const never = new AbortController().signal;
const made = temporary();
let s3: FakeS3;
let workspace: Workspace;
let host: MemoryHost;

beforeAll(async () => {
  s3 = await startS3();
});
afterAll(async () => {
  await s3.close();
  await made.remove();
});
beforeEach(() => {
  s3.objects.clear();
  s3.requests.length = 0;
  s3.intercept = () => false;
  const modifiedAt = new Date(Date.now() - 3_600_000);
  for (const name of ['before-deploy.zip', '2026-11-21-02-00-00.zip'])
    s3.objects.set(`Demo Shop/${name}`, { bytes: archive, modifiedAt });
});
afterEach(() => workspace.dispose());

async function open(env: EnvLines = {}): Promise<void> {
  const root = await made.shop({
    AWS_ACCESS_KEY_ID: fakeCredentials.key,
    AWS_SECRET_ACCESS_KEY: fakeCredentials.secret,
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_BUCKET: fakeBucket,
    AWS_ENDPOINT: s3.endpoint,
    AWS_USE_PATH_STYLE_ENDPOINT: 'true',
    ...env,
  });
  const config = join(root, 'config/backup.php');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace(/'disks' => \[[^\]]*\]/, "'disks' => ['local', 's3']"));
  host = memoryHost(await made.folder(), root);
  workspace = new Workspace(host);
  await workspace.discover();
}
const app = () => {
  const { active } = workspace;
  if (active === undefined) throw new Error('no app');
  return active;
};
const lists = (): number => s3.requests.filter((line) => line.includes('list-type=2')).length;

test('the view lists the bucket, opens archives from their end, and tells it again without asking', async () => {
  await open();
  const view = await backupsView(workspace, never);
  const remote = rows(view.nodes).filter(({ id }) => id.startsWith('backup:s3://'));
  expect(remote.map(({ description }) => description?.replace(/^[\d.]+ KB/, ''))).toEqual([
    expect.stringMatching(/^ · s3 · not verified/) as string,
    expect.stringMatching(/^ · s3 · not verified/) as string,
  ]);
  expect(remote[0]?.tooltip).toContain('Database shop (mysql)');
  expect(remote[0]?.abilities).toContain('canRestore');
  expect(lists()).toBe(1);
  const asked = s3.requests.length;
  await backupsView(workspace, never);
  await readBackups(app(), never);
  expect(s3.requests).toHaveLength(asked);
  forgetRemoteBackups(app());
  await backupsView(workspace, never);
  expect(lists()).toBe(2);
  // What did not change is not opened again.
  expect(s3.requests).toHaveLength(asked + 1);
});

test('the dashboard and readiness never ask S3, and say so', async () => {
  await open();
  const { problems, backups } = await readBackups(app(), never);
  expect(s3.requests).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('not listed yet') as string]);
  expect(backups.length).toBeGreaterThan(0);
});

test('in Restricted Mode nothing is asked', async () => {
  await open();
  host.state.trusted = false;
  expect(await backupsView(workspace, never)).toMatchObject({ nodes: [], condition: 'notConfigured' });
  expect(s3.requests).toEqual([]);
});

test('a server that refuses is not asked again at once; the local archives are shown; no secret is told', async () => {
  await open();
  s3.intercept = (_, response) => {
    refuse(response, 403, 'AccessDenied');
    return true;
  };
  const view = await backupsView(workspace, never);
  await backupsView(workspace, never);
  const destination = rows(view.nodes).find(({ id }) => id === 'destination:spatie/s3');
  expect(destination?.description).toContain('does not let these credentials read bucket acme-backups');
  expect(rows(view.nodes).filter(({ subject }) => subject?.kind === 'backup').length).toBeGreaterThan(3);
  expect(lists()).toBe(1);
  const { s3: place } = (await readBackups(app(), never)).destinations[1] ?? {};
  for (const text of [JSON.stringify(view), host.log.join('\n'), JSON.stringify(place)])
    expect(text).not.toMatch(/AKIDEXAMPLE|wJalrXUtn/);
});

test('another environment file does not see what this one listed', async () => {
  await open();
  await backupsView(workspace, never);
  await writeFile(join(app().root, '.env.other'), 'APP_NAME="Demo Shop"\nAWS_BUCKET=other\nAWS_ACCESS_KEY_ID=a\n');
  host.state.environments = [{ id: 'other', role: 'staging', envFile: '.env.other' }];
  app().use('other');
  const { backups } = await readBackups(app(), never);
  expect(backups.filter(({ destination }) => destination.s3 !== undefined)).toEqual([]);
});

test('an archive of the bucket is read where it is wanted', async () => {
  await open();
  const { backups } = await readBackups(app(), never, { remote: true });
  const remote = backups.find(({ destination }) => destination.s3 !== undefined);
  const file = await openRemoteBackup(app(), remote?.path ?? '', never);
  expect(Buffer.from(await file.read(0, archive.length, never))).toEqual(archive);
  await file.close();
  await expect(openRemoteBackup(app(), 's3://elsewhere/a.zip', never)).rejects.toMatchObject({ reason: 'missing' });
});
