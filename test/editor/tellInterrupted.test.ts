import { beforeEach, expect, test, vi } from 'vitest';
import type { LoadServices, Services } from '../../src/vscode/services';
import { tellInterrupted } from '../../src/vscode/tellInterrupted';
import { fake } from '../fakes/vscode';

beforeEach(() => fake.reset());

const interrupted = { title: 'Interrupted while switching', detail: 'Nothing is lost.' };

function services(found: Readonly<Record<string, readonly object[]>>, trusted = true) {
  const apps = Object.keys(found).map((name) => ({ name, root: `/${name}` }));
  const appsWithJournals = vi.fn(async () => apps);
  const interruptedRestores = vi.fn(async ({ name }: { name: string }) => found[name] ?? []);
  const loadBackupServices = vi.fn(async () => ({ interruptedRestores }));
  const workspace = { host: { trusted: () => trusted } };
  const module = { appsWithJournals, loadBackupServices };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  return { load, appsWithJournals, loadBackupServices };
}

test('an interrupted restore is told, and its button runs the command', async () => {
  const { load } = services({ shop: [interrupted] });
  fake.answers.push('Open Restores…');
  await tellInterrupted(load);
  expect(fake.messages).toMatchObject([
    { severity: 'warning', text: 'shop: Interrupted while switching. Nothing is lost.', items: ['Open Restores…'] },
  ]);
  await vi.waitFor(() => expect(fake.executed.map(({ id }) => id)).toEqual(['laravelOps.backups.openRestores']));
});

test('closing the message runs nothing', async () => {
  const { load } = services({ shop: [interrupted] });
  await tellInterrupted(load);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(fake.executed).toEqual([]);
});

test('of several, one message is enough: the command lists them all', async () => {
  const { load } = services({ blog: [], shop: [interrupted, interrupted], crm: [interrupted] });
  await tellInterrupted(load);
  expect(fake.messages.map(({ text }) => text)).toEqual(['shop: Interrupted while switching. Nothing is lost.']);
});

test('without journals nothing of backups is loaded', async () => {
  const { load, loadBackupServices } = services({});
  await tellInterrupted(load);
  expect(loadBackupServices).not.toHaveBeenCalled();
});

test('in Restricted Mode no file is looked at', async () => {
  const { load, appsWithJournals } = services({ shop: [interrupted] }, false);
  await tellInterrupted(load);
  expect(appsWithJournals).not.toHaveBeenCalled();
  expect(fake.messages).toEqual([]);
});
