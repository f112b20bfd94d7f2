import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../src/core/base/errors';
import type { LoadServices, Services } from '../../src/vscode/services';
import { tellLeft } from '../../src/vscode/tellLeft';
import { fake } from '../fakes/vscode';

beforeEach(() => fake.reset());

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
type Left = { readonly captures: number; readonly trials: number };

function services(found: Readonly<Record<string, Left>>, trusted = true) {
  const left = Object.entries(found).map(([name, counts]) => ({ app: { name, root: `/${name}` }, ...counts }));
  const leftWork = vi.fn(async () => left);
  const takeBackTrials = vi.fn(async (..._given: unknown[]) => 'The trial was taken back.');
  const forgetCaptures = vi.fn(async (..._given: unknown[]) => 'Nothing was set back.');
  const loadQueryServices = vi.fn(async () => ({ takeBackTrials, forgetCaptures }));
  const workspace = { host: { trusted: () => trusted }, activate: vi.fn() };
  const load = (async () =>
    ({ workspace, module: { leftWork, loadQueryServices } }) as unknown as Services) as LoadServices;
  const failures: unknown[] = [];
  const refresh = vi.fn();
  const run = async (_id: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => void failures.push(error));
  return {
    load,
    leftWork,
    takeBackTrials,
    forgetCaptures,
    loadQueryServices,
    workspace,
    refresh,
    failures,
    tell: () => tellLeft(load, { run, refresh }),
  };
}

test('a capture that a crash left is told once, and its button stops it in its own app', async () => {
  const { tell, workspace } = services({
    blog: { captures: 0, trials: 0 },
    shop: { captures: 2, trials: 0 },
    crm: { captures: 1, trials: 0 },
  });
  fake.answers.push('Set the Server Back');
  await tell();
  await settled();
  expect(fake.messages).toMatchObject([
    {
      severity: 'warning',
      text: expect.stringMatching(/^shop: capturing slow queries/),
      items: ['Set the Server Back', 'It Is Set Back Already'],
    },
  ]);
  expect(workspace.activate).toHaveBeenCalledWith('/shop');
  expect(fake.executed.map(({ id }) => id)).toEqual(['laravelOps.database.stopCapture']);
});

test('a person can say that it was set back by hand: no server is asked', async () => {
  const { tell, forgetCaptures } = services({ shop: { captures: 1, trials: 0 } });
  fake.answers.push('It Is Set Back Already');
  await tell();
  await vi.waitFor(() => expect(fake.messages).toHaveLength(2));
  expect(forgetCaptures.mock.calls[0]?.[1]).toMatchObject({ root: '/shop' });
  expect(fake.executed).toEqual([]);
});

test('a trial that a crash left is taken back by its button, and what was done is said', async () => {
  const { tell, takeBackTrials, refresh } = services({ shop: { captures: 0, trials: 1 } });
  fake.answers.push('Take Trial Back…');
  await tell();
  await vi.waitFor(() => expect(fake.messages).toHaveLength(2));
  expect(takeBackTrials.mock.calls[0]?.[1]).toMatchObject({ root: '/shop' });
  expect(fake.messages[1]).toMatchObject({ severity: 'info', text: 'The trial was taken back.' });
  expect(refresh).toHaveBeenCalledOnce();
});

test('a trial that cannot be taken back is a failure of its own, not of the start', async () => {
  const { tell, takeBackTrials, failures, refresh } = services({ shop: { captures: 0, trials: 1 } });
  takeBackTrials.mockRejectedValue(new OpsError('otherEnvironment', 'The trial was made on staging/mysql.'));
  fake.answers.push('Take Trial Back…');
  await tell();
  await vi.waitFor(() => expect(failures).toHaveLength(1));
  expect(refresh).not.toHaveBeenCalled();
});

test('closing the messages does nothing, and nothing of statements is loaded', async () => {
  const { tell, loadQueryServices, workspace } = services({ shop: { captures: 1, trials: 1 } });
  await tell();
  await settled();
  expect(fake.messages).toHaveLength(2);
  expect(fake.executed).toEqual([]);
  expect(workspace.activate).not.toHaveBeenCalled();
  expect(loadQueryServices).not.toHaveBeenCalled();
});

test('without anything left nothing is said', async () => {
  const { tell } = services({ shop: { captures: 0, trials: 0 } });
  await tell();
  expect(fake.messages).toEqual([]);
});

test('in Restricted Mode no file is looked at', async () => {
  const { tell, leftWork } = services({ shop: { captures: 1, trials: 0 } }, false);
  await tell();
  expect(leftWork).not.toHaveBeenCalled();
  expect(fake.messages).toEqual([]);
});
