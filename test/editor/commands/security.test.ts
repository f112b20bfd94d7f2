// Commands on findings and the stream, with services that answer from memory.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import type { Mute } from '../../../src/core/security/findings/mute';
import { securityCommands } from '../../../src/vscode/commands/security';
import { fake } from '../../fakes/vscode';
import { answers, row } from './queryServices';
import { finding, securityServices } from './securityServices';

function setUp(options?: Parameters<typeof securityServices>[0]) {
  const services = securityServices(options);
  return { ...services, run: securityCommands(services.load, services.surfaces) };
}
const found = row({ kind: 'finding', root: '/blog', id: finding.id }, finding.title);
const aborts = expect.any(AbortSignal) as AbortSignal;

beforeEach(() => fake.reset());

test('commands of a finding refuse to work without one, and do nothing', async () => {
  const { run, security, surfaces } = setUp();
  for (const id of [
    'laravelOps.security.showInStream',
    'laravelOps.security.muteFinding',
    'laravelOps.security.copyFail2ban',
  ] as const)
    for (const node of [undefined, row({ kind: 'app', root: '/shop' })])
      await expect(run[id](node), id).rejects.toMatchObject({ reason: 'badRequest' });
  for (const called of [security.knownFinding, security.mute, surfaces.showStream, surfaces.askMute])
    expect(called).not.toHaveBeenCalled();
  expect(fake.clipboard).toBe('');
});

test('without an app the stream and the muted findings have none to show', async () => {
  const { run, surfaces } = setUp({ noApp: true });
  for (const id of ['laravelOps.security.openStream', 'laravelOps.security.showMuted'] as const)
    await expect(run[id](), id).rejects.toMatchObject({ reason: 'noApp' });
  expect(surfaces.openStream).not.toHaveBeenCalled();
});

test('the stream opens for the active app; Refresh draws the view', async () => {
  const { run, surfaces } = setUp();
  await run['laravelOps.security.openStream']();
  expect(surfaces.openStream.mock.calls).toEqual([['/shop']]);
  await run['laravelOps.security.refresh']();
  expect(surfaces.refresh).toHaveBeenCalledOnce();
});

test('Show in Stream shows the events of a finding of its own app, or a log', async () => {
  const { run, surfaces, security, blog } = setUp();
  await run['laravelOps.security.showInStream'](found);
  expect(security.knownFinding).toHaveBeenCalledWith(blog, finding.id);
  await run['laravelOps.security.showInStream'](row({ kind: 'log', root: '/shop', source: 'daily' }));
  expect(surfaces.showStream.mock.calls).toEqual([[{ filter: 'ip:203.0.113.9' }], [{ source: 'daily' }]]);
});

test('a finding that is gone meanwhile is told, and nothing is shown, muted or copied', async () => {
  const { run, surfaces, security } = setUp();
  security.knownFinding.mockImplementation(() => {
    throw new OpsError('gone', 'Gone.');
  });
  for (const id of ['laravelOps.security.showInStream', 'laravelOps.security.muteFinding'] as const)
    await expect(run[id](found), id).rejects.toMatchObject({ reason: 'gone' });
  expect(surfaces.showStream).not.toHaveBeenCalled();
  expect(security.mute).not.toHaveBeenCalled();
});

test('Mute asks for how long, mutes in the app of the row, and draws', async () => {
  const { run, surfaces, security, workspace } = setUp();
  await run['laravelOps.security.muteFinding'](found);
  expect(surfaces.askMute.mock.calls).toEqual([[finding.title]]);
  expect(security.mute.mock.calls).toEqual([[workspace.host, '/blog', finding, 3_600_000]]);
  expect(surfaces.refresh).toHaveBeenCalledOnce();
});

test('turning away from Mute mutes nothing', async () => {
  const { run, surfaces, security } = setUp();
  surfaces.askMute.mockResolvedValue(undefined);
  await run['laravelOps.security.muteFinding'](found);
  expect(security.mute).not.toHaveBeenCalled();
  expect(surfaces.refresh).not.toHaveBeenCalled();
});

const mute = (reason: string, id: string): Mute => ({
  scope: { finding: id },
  reason,
  from: 0,
  until: 1_800_000_000_000,
  severity: 'warning',
});

test('muted findings are listed by their titles, as text; those that are picked are shown again', async () => {
  const { run, surfaces, security, workspace } = setUp();
  const mutes = [mute('Probing by $(alert) [x](command:y)', 'a'), mute('Spraying', 'b'), mute('Scan', 'c')];
  security.mutesOf.mockReturnValue(mutes);
  const seen: { label: string; description: string }[] = [];
  fake.answers.push(({ items, options }: { items: typeof seen; options: { canPickMany: boolean } }) => {
    seen.push(...items);
    expect(options.canPickMany).toBe(true);
    return items.slice(0, 2);
  });
  await run['laravelOps.security.showMuted']();
  expect(seen.map(({ label }) => label)).toEqual(['Probing by $ (alert) [x](command:y)', 'Spraying', 'Scan']);
  expect(seen[0]?.description).toContain(new Date(1_800_000_000_000).toLocaleString());
  expect(security.unmute.mock.calls).toEqual([
    [workspace.host, '/shop', { finding: 'a' }],
    [workspace.host, '/shop', { finding: 'b' }],
  ]);
  expect(surfaces.refresh).toHaveBeenCalledOnce();
});

test.each([[undefined], [[]]])('picking nothing of the muted (%j) leaves all of them muted', async (answer) => {
  const { run, surfaces, security } = setUp();
  security.mutesOf.mockReturnValue([mute('Spraying', 'b')]);
  answers(answer);
  await run['laravelOps.security.showMuted']();
  expect(security.unmute).not.toHaveBeenCalled();
  expect(surfaces.refresh).not.toHaveBeenCalled();
});

test('without a mute there is nothing to pick from', async () => {
  const { run } = setUp();
  await run['laravelOps.security.showMuted']();
  expect(fake.messages).toMatchObject([{ severity: 'info', text: 'No finding is muted.' }]);
});

test('a fail2ban jail goes to the clipboard, says to try it, and is shown when asked for', async () => {
  const { run, security, workspace, blog } = setUp();
  fake.answers.push('Show');
  await run['laravelOps.security.copyFail2ban'](found);
  expect(security.fail2banText).toHaveBeenCalledWith(workspace, blog, finding.id, aborts);
  expect(fake.clipboard).toBe('[Definition]\nfailregex = x\n');
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining('fail2ban-regex') }]);
  await vi.waitFor(() => expect(fake.documents).toEqual([{ content: fake.clipboard, language: 'ini' }]));
  // It is text: nothing ran.
  expect(fake.executed).toEqual([]);
});

test('a log that no jail can be written for leaves the clipboard alone', async () => {
  const { run, security } = setUp();
  security.fail2banText.mockRejectedValue(new OpsError('unsupported', 'fail2ban reads files.'));
  await expect(run['laravelOps.security.copyFail2ban'](found)).rejects.toMatchObject({ reason: 'unsupported' });
  expect([fake.clipboard, fake.messages]).toEqual(['', []]);
});
