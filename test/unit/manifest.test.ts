// package.json and the code name the same things. What VS Code checks at run time or not at all is checked here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { risks } from '../../src/contributions';
import { abilities } from '../../src/core/tree';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;
const commands: { command: string; title: string; category: string; enablement?: string }[] = contributes.commands;
const menus: Record<string, { command: string; when?: string }[]> = contributes.menus;
const properties: Record<string, { default: unknown; scope: string; markdownDescription: string }> = Object.assign(
  {},
  ...contributes.configuration.map((section: { properties: object }) => section.properties),
);
const viewIds = Object.values(contributes.views as Record<string, { id: string }[]>).flatMap((views) =>
  views.map(({ id }) => id),
);
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(join('src', file)))
  .join('\n');
const whenClauses = [
  ...Object.values(menus).flatMap((items) => items.map(({ when }) => when ?? '')),
  ...commands.map(({ enablement }) => enablement ?? ''),
  ...contributes.viewsWelcome.map(({ when }: { when: string }) => when),
  ...contributes.keybindings.map(({ when }: { when?: string }) => when ?? ''),
];

test('the manifest and the code know the same commands', () => {
  expect(commands.map(({ command }) => command).sort()).toEqual(Object.keys(risks).sort());
});

test('every command is titled through the translations, under one category', () => {
  for (const { command, title, category } of commands) {
    expect(title, command).toBe(`%command.${command.replace('laravelOps.', '')}.title%`);
    expect(category).toBe('Laravel Ops');
    expect(nls[title.slice(1, -1)], command).toMatch(/^[A-Z]\w*( (for|of|in|as|a|to|the|[A-Z]\w*))*…?$/);
  }
});

test('menus, keybindings and welcome texts name commands that exist', () => {
  const known = new Set(commands.map(({ command }) => command));
  const used = [...Object.values(menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  for (const text of Object.values(nls))
    for (const match of text.matchAll(/\(command:(laravelOps\.[\w.]+)\)/g)) used.push(match[1] ?? '');
  expect(used.filter((command) => !known.has(command))).toEqual([]);
});

test('views in menus and welcome texts exist, and every view is registered', () => {
  const named = [...whenClauses.join(' ').matchAll(/view == (laravelOps\.\w+)/g)].map((match) => match[1]);
  named.push(...contributes.viewsWelcome.map(({ view }: { view: string }) => view));
  expect(named.filter((view) => !viewIds.includes(view as string))).toEqual([]);
  const registering = ['vscode/views/views.ts', 'vscode/panels/securityLogView.ts', 'extension.ts']
    .map((file) => read(`src/${file}`))
    .join('\n');
  for (const view of viewIds) expect(registering, view).toContain(`'${view}'`);
});

test('commands that mean one row are hidden from the palette, all others are in it', () => {
  const hidden = (menus.commandPalette ?? []).filter(({ when }) => when === 'false').map(({ command }) => command);
  const onRows = new Set((menus['view/item/context'] ?? []).map(({ command }) => command));
  expect(hidden.filter((command) => !onRows.has(command))).toEqual([]);
});

test('menus ask for abilities that rows have, and every ability is asked for', () => {
  const asked = new Set([...whenClauses.join(' ').matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)].map((match) => match[1]));
  expect(asked).toEqual(new Set(abilities));
});

test('every inline action is in the context menu too', () => {
  const items = (menus['view/item/context'] ?? []) as { command: string; group?: string }[];
  const inline = items.filter(({ group }) => group?.startsWith('inline'));
  for (const { command } of inline)
    expect(items.filter((item) => item.command === command).length, command).toBeGreaterThan(1);
});

test('context keys of ours in when clauses are declared, set by the code, and used', () => {
  const used = new Set([...whenClauses.join(' ').matchAll(/laravelOps:\w+/g)].map((match) => match[0]));
  const declared = new Set(
    [...read('src/contributions.ts').matchAll(/'(laravelOps:\w+)':/g)].map((match) => match[1] ?? ''),
  );
  expect([...used].sort()).toEqual([...declared].sort());
  for (const key of declared) expect(source, key).toContain(`setContext('${key}'`);
});

test('settings have the same defaults in the manifest and in the code', async () => {
  const { defaults } = await importSettings();
  expect(defaults).toEqual(
    Object.fromEntries(Object.entries(properties).map(([key, { default: value }]) => [key, value])),
  );
});

test('no setting can hold a secret, and settings that name a host are closed in Restricted Mode', () => {
  for (const [key, value] of Object.entries(properties)) {
    expect(key).not.toMatch(/password|secret|token/i);
    expect(JSON.stringify(value)).not.toMatch(/"(password|secret|token)"/i);
  }
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain('laravelOps.environments');
});

test('no translation is missing and none is unused', () => {
  const used = new Set([...read('package.json').matchAll(/%([\w.]+)%/g)].map((match) => match[1] ?? ''));
  expect([...used].sort()).toEqual(Object.keys(nls).sort());
});

test('destructive commands have no key binding, and their titles say that something is asked first', () => {
  const destructive = Object.entries(risks)
    .filter(([, risk]) => risk === 'destructive')
    .map(([command]) => command);
  expect(destructive.length).toBeGreaterThan(0);
  for (const command of destructive) {
    expect(contributes.keybindings.map((binding: { command: string }) => binding.command)).not.toContain(command);
    expect(nls[`command.${command.replace('laravelOps.', '')}.title`]).toMatch(/…$/);
  }
});

test('the extension wakes up only where there is a Laravel app', () => {
  expect(manifest.activationEvents).toEqual([
    'workspaceContains:artisan',
    'workspaceContains:*/artisan',
    'workspaceContains:*/*/artisan',
    // A task of ours in tasks.json that somebody runs.
    'onTaskType:laravelOps',
  ]);
});

test('the engine and its types are of one version, and icons are there', () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  for (const icon of [manifest.icon, contributes.viewsContainers.activitybar[0].icon])
    expect(existsSync(join(root, icon)), icon).toBe(true);
});

/** settings.ts imports vscode, which this tier has not: the defaults are read through the fake. */
async function importSettings(): Promise<{ defaults: Record<string, unknown> }> {
  const text = read('src/vscode/settings.ts');
  const literal = /export const defaults[^=]*= (\{[\s\S]*?\n\});/.exec(text)?.[1] ?? '{}';
  return { defaults: JSON.parse(literal.replaceAll("'", '"').replace(/,(\s*})/g, '$1')) };
}
