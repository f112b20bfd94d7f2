import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, test } from 'vitest';
import { parsePhp } from '../../../src/core/laravel/php/parse';
import type { Fix } from '../../../src/core/finding';
import { editAbilities, fixEdit } from '../../../src/server/features/fixEdit';
import { suppressHere } from '../../../src/server/features/suppressHere';
import type { OpenDocument, Snapshot } from '../../../src/server/documents';
import { mapSource, shopFiles } from '../core/lint/mapSource';
import { connect, pullCapabilities } from './client';

const signal = new AbortController().signal;
const whole = editAbilities({
  workspace: {
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], changeAnnotationSupport: {} },
  },
});
const old = editAbilities({});

function snapshot(files: Readonly<Record<string, string>>, open: readonly OpenDocument[] = []): Snapshot {
  return {
    open: new Map(open.map((document) => [document.uri.replace('file://', ''), document])),
    source: mapSource(new Map(Object.entries(files))),
    carryIn: () => undefined,
  };
}

const insert = (file: string, newText: string): Fix['edits'][number] => ({
  file,
  edits: [{ range: { start: 0, end: 0 }, newText }],
});
const fix = (...edits: Fix['edits']): Fix => ({ title: 'Mend it', preferred: false, edits });

test('one file: an edit of the version that was read', async () => {
  const document = { uri: 'file:///shop/.env', version: 7, text: 'A=1', evaluated: 'A=1' };
  const edit = await fixEdit(fix(insert('/shop/.env', 'B=2\n')), snapshot({}, [document]), whole, signal);
  expect(edit).toEqual({
    documentChanges: [
      {
        textDocument: { uri: 'file:///shop/.env', version: 7 },
        edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: 'B=2\n' }],
      },
    ],
  });
});

test('several files: shown before they are changed; a file that does not exist is created', async () => {
  const edits = fix(insert('/shop/a.php', '<?php\n'), insert('/shop/b/new.php', '<?php\n'));
  const edit = await fixEdit(edits, snapshot({ '/shop/a.php': '' }), whole, signal);
  expect(edit?.documentChanges).toMatchObject([
    { textDocument: { uri: 'file:///shop/a.php', version: null }, edits: [{ annotationId: 'laravelOps.fix' }] },
    { kind: 'create', uri: 'file:///shop/b/new.php', options: { ignoreIfExists: true } },
    { textDocument: { uri: 'file:///shop/b/new.php', version: null }, edits: [{ newText: '<?php\n' }] },
  ]);
  expect(edit?.changeAnnotations).toEqual({
    'laravelOps.fix': { label: 'Mend it', needsConfirmation: true, description: 'a.php, new.php' },
  });
});

test('a client that cannot make an edit is not offered it', async () => {
  const creating = fix(insert('/shop/new.php', '<?php\n'));
  expect(await fixEdit(creating, snapshot({}), old, signal)).toBeUndefined();
  const both = fix(insert('/shop/a.php', 'a'), insert('/shop/b.php', 'b'));
  const edit = await fixEdit(both, snapshot({ '/shop/a.php': '', '/shop/b.php': '' }), old, signal);
  expect(Object.keys(edit?.changes ?? {})).toEqual(['file:///shop/a.php', 'file:///shop/b.php']);
});

test('what is there and cannot be read is not written over', async () => {
  const edit = await fixEdit(fix(insert('/shop/a.php', 'a')), snapshot({ '/shop/a.php': '\0' }), whole, signal);
  expect(edit).toBeUndefined();
});

function suppressed(path: string, text: string, at: string): string | undefined {
  const document = TextDocument.create(`file://${path}`, '', 1, text);
  const edit = suppressHere(path, document, text.indexOf(at), 'GEN002');
  return edit === undefined ? undefined : TextDocument.applyEdits(document, [edit]);
}

test.each([
  ['.env', 'A=1\nB=2\n', 'A=1\n# laravel-ops-ignore GEN002\nB=2\n'],
  ['.env', '\uFEFFB=2\r\n', '\uFEFF# laravel-ops-ignore GEN002\r\nB=2\r\n'],
  ['a.php', '<?php\n  f(B);\n', '<?php\n  // @laravel-ops-ignore GEN002\n  f(B);\n'],
  ['a.php', "<?php return ['x' => B];\n", "<?php return ['x' => B]; // @laravel-ops-ignore GEN002\n"],
  ['Procfile', 'web: B\n', '# laravel-ops-ignore GEN002\nweb: B\n'],
])('a suppressing comment in %s', (path, text, expected) => {
  expect(suppressed(path, text, 'B')).toBe(expected);
  if (path.endsWith('.php')) expect(parsePhp(expected).ok).toBe(true);
});

test.each([
  ['composer.json', '{\n"B": 1\n}'],
  ['a.php', '<?php\n$x = "one\nB";\n'],
  ['a.php', '<?php\n$x = <<<SQL\n  B\n  SQL;\n'],
  ['a.php', '<?php if ($x) { ?>\n<p>B</p>\n<?php } ?>\n'],
  ['a.php', '<?php return B ?>\n'],
])('no comment can stand in %s: %j', (path, text) => {
  expect(suppressed(path, text, 'B')).toBeUndefined();
});

test('a rule is turned off by the client that says it can, with the file it is about', async () => {
  const text = 'APP_ENV=production\nAPP_DEBUG=true\n';
  const client = await connect(
    { files: mapSource(shopFiles({ '.env': text })) },
    { capabilities: pullCapabilities, options: { commands: ['laravelOps.turnRuleOff'] } },
  );
  await client.open('/shop/.env', text);
  const [diagnostic] = await client.diagnostics('/shop/.env');
  const actions = await client.actions('/shop/.env', diagnostic!);
  expect(actions.map(({ title }) => title)).toEqual([
    'Set APP_DEBUG=false',
    'Suppress GEN002 here',
    'Turn GEN002 off in this workspace',
    'Why this?',
  ]);
  expect(actions[2]?.command).toMatchObject({
    command: 'laravelOps.turnRuleOff',
    arguments: ['GEN002', 'file:///shop/.env'],
  });
  await client.stop();
});
