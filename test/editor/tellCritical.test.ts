// Attacks that cannot wait: told once, in words of ours. What is told and what was told before is decided by the real service.
import { beforeEach, expect, test, vi } from 'vitest';
import type { Finding } from '../../src/core/security/findings/finding';
import { criticalToTell } from '../../src/services/security/criticalFindings';
import { mute } from '../../src/services/security/mutes';
import type * as view from '../../src/services/security/securityView';
import type { Workspace } from '../../src/services/workspace';
import type { SecurityServicesModule } from '../../src/vscode/services';
import { tellCritical } from '../../src/vscode/tellCritical';
import { fake } from '../fakes/vscode';
import { finding } from './commands/securityServices';

// What the view read of the logs.
const known = vi.hoisted(() => ({ findings: [] as unknown[] }));
vi.mock('../../src/services/security/securityView', () => ({
  findingsKnown: (() => known.findings) as unknown as typeof view.findingsKnown,
}));

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const attack = (id: string, change: Partial<Finding> = {}): Finding => ({
  ...finding,
  id: `bruteForce ip 203.0.113.9 ${id}`,
  last: Date.now(),
  ...change,
});

/** A window, or the same workspace in the next one when it is given what the first one remembered. */
function window(memory = new Map<string, string>(), app: object | undefined = { root: '/shop', name: 'shop' }) {
  const workspace = { active: app, host: { memory } } as unknown as Workspace;
  const security = { criticalToTell } as unknown as SecurityServicesModule;
  const show = vi.fn(async (_filter: string) => undefined);
  return { memory, workspace, show, tell: () => tellCritical(workspace, security, show) };
}
const told = (): string[] => fake.messages.map(({ text }) => text);

beforeEach(() => {
  fake.reset();
  known.findings = [];
});

test('a critical finding is told once, in the next window neither', async () => {
  known.findings = [attack('a')];
  const { tell, memory } = window();
  tell();
  tell();
  window(memory).tell();
  await settled();
  expect(fake.messages).toMatchObject([
    {
      severity: 'warning',
      text: 'shop: Brute force on one account from 3 addresses',
      options: {},
      items: ['Show in Stream'],
    },
  ]);
});

test('several at once are one message; what comes later is another', async () => {
  known.findings = [attack('a', { title: 'First' }), attack('b'), attack('c')];
  const { tell } = window();
  tell();
  known.findings = [...known.findings, attack('d', { title: 'Later' })];
  tell();
  expect(told()).toEqual(['shop: First and 2 more', 'shop: Later']);
});

test('the button shows its events in the stream; closing the message shows nothing', async () => {
  known.findings = [attack('a', { filter: 'ip:203.0.113.9' })];
  const { tell, show } = window();
  fake.answers.push('Show in Stream');
  tell();
  await settled();
  expect(show.mock.calls).toEqual([['ip:203.0.113.9']]);
  known.findings = [attack('b')];
  tell();
  await settled();
  expect(show).toHaveBeenCalledTimes(1);
});

test.each([
  ['less than critical', { severity: 'warning' }],
  ['over', { closed: true }],
  ['of yesterday', { last: Date.now() - 86_400_000 }],
] as const)('an attack that is %s interrupts nobody', (_, change) => {
  known.findings = [attack('a', change)];
  window().tell();
  expect(told()).toEqual([]);
});

test('a muted attack interrupts nobody', () => {
  known.findings = [attack('a')];
  const { tell, workspace } = window();
  mute(workspace.host, '/shop', attack('a'), 3_600_000);
  tell();
  expect(told()).toEqual([]);
});

test('without an app nothing is asked and nothing remembered', () => {
  known.findings = [attack('a')];
  const { tell, memory, workspace } = window();
  Object.assign(workspace, { active: undefined });
  tell();
  expect([told(), memory.size]).toEqual([[], 0]);
});

test.each([
  'Brute force on [admin](command:workbench.action.terminal.new)',
  'Spraying by [x](https://evil.test "y")',
  'Probing of `a` <b> (c)',
])('names of strangers make no link of a title: %s', (title) => {
  known.findings = [attack('a', { title })];
  window().tell();
  // VS Code draws [text](address) of messages as a link.
  expect(told()).toHaveLength(1);
  expect(told()[0]).not.toMatch(/[[\]()<>`]/);
  expect(told()[0]).toContain(title.slice(0, 8));
});

test('a folder whose name is a link stays text too', () => {
  known.findings = [attack('a')];
  window(undefined, { root: '/shop', name: '[shop](command:x)' }).tell();
  expect(told()[0]).not.toMatch(/\]\(/);
});

test('a title without end is cut', () => {
  known.findings = [attack('a', { title: 'x'.repeat(100_000) })];
  window().tell();
  expect(told()[0]?.length).toBeLessThan(300);
});
