// Fixes as they are made in the editor: what is shown before, what the files say afterwards, and when nothing is touched.
import { beforeEach, expect, test, vi } from 'vitest';
import type { Fix } from '../../src/core/finding';
import { applyFix } from '../../src/vscode/applyFix';
import { fake, FileSystemError, Uri, workspace as fakeWorkspace } from '../fakes/vscode';
import type { Prompt } from './commands/queryServices';

const logging = '/shop/config/logging.php';
const routes = '/shop/routes/web.php';
const subscriber = '/shop/app/Listeners/SecuritySubscriber.php';
const before: Readonly<Record<string, string>> = {
  [logging]: "<?php\nreturn [\n  'x',\n];\n",
  [routes]: '<?php\n// é\n',
};

const insert = (file: string, at: string, newText: string): Fix['edits'][number] => {
  const start = (before[file] ?? '').indexOf(at);
  return { file, edits: [{ range: { start, end: start }, newText }] };
};
const fixOf = (...edits: Fix['edits'][number][]): Fix => ({ title: 'Record security events', preferred: false, edits });
const create = { file: subscriber, edits: [{ range: { start: 0, end: 0 }, newText: '<?php\nclass S {}\n' }] };
const several = fixOf(insert(logging, "  'x'", "  'security',\n"), create);
const textOf = (file: string): string | undefined => before[file];

/** Answers the question whether to make the change; first lets the test look, or somebody write. */
const decide = (
  label: '$(check) Apply the Change' | '$(close) Discard' | undefined,
  meanwhile = () => {},
): Prompt[] => {
  const prompts: Prompt[] = [];
  fake.answers.push((prompt: Prompt) => {
    prompts.push(prompt);
    meanwhile();
    return prompt.items.find((item) => item.label === label);
  });
  return prompts;
};
const texts = (): Record<string, string> => Object.fromEntries(fake.files);
type Shown = [Uri, Uri | undefined, Uri][];

beforeEach(() => {
  vi.restoreAllMocks();
  fake.reset();
  for (const [file, text] of Object.entries(before)) fake.files.set(file, text);
  // The real one opens a tab that is named after the title.
  fake.commands.set('vscode.changes', (title) => void fake.tabs.push({ label: `${String(title)} (2 files)` }));
});

test('a fix of one file is made at once: nothing is asked, nothing saved, its place is shown', async () => {
  const fix = fixOf({
    file: logging,
    edits: [
      { range: { start: before[logging]!.indexOf("'x'"), end: before[logging]!.indexOf("'x'") + 3 }, newText: "'yy'" },
      { range: { start: before[logging]!.length, end: before[logging]!.length }, newText: '// end\n' },
    ],
  });
  expect(await applyFix(fix, textOf)).toBe(true);
  expect(texts()).toEqual({ ...before, [logging]: "<?php\nreturn [\n  'yy',\n];\n// end\n" });
  expect(fake.edits).toHaveLength(1);
  expect([fake.executed, fake.messages, fake.saved]).toEqual([[], [], []]);
  const at = { line: 2, character: 2 };
  expect(fake.shown).toEqual([{ uri: `file://${logging}`, options: { selection: { start: at, end: at } } }]);
});

test('a new file of one fix is created with its text', async () => {
  expect(await applyFix(fixOf(create), textOf)).toBe(true);
  expect(texts()).toEqual({ ...before, [subscriber]: '<?php\nclass S {}\n' });
  expect(fake.shown[0]?.uri).toBe(`file://${subscriber}`);
});

test('several files are shown as one diff and asked for before anything is edited', async () => {
  const served: (string | undefined)[][] = [];
  const prompts = decide('$(check) Apply the Change', () => {
    expect(fake.edits).toEqual([]);
    const [, changes] = fake.executed[0]!.args as [string, Shown];
    const text = (uri: Uri | undefined) =>
      uri === undefined
        ? undefined
        : String(fake.contentProviders.get(uri.scheme)?.provideTextDocumentContent(Uri.parse(uri.toString())));
    for (const [file, left, right] of changes) served.push([file.fsPath, text(left), text(right)]);
  });
  expect(await applyFix(several, textOf)).toBe(true);
  expect(fake.executed.map(({ id, args }) => [id, args[0]])).toEqual([['vscode.changes', 'Record security events']]);
  expect(served).toEqual([
    [logging, before[logging], "<?php\nreturn [\n  'security',\n  'x',\n];\n"],
    [subscriber, undefined, '<?php\nclass S {}\n'],
  ]);
  expect(prompts).toMatchObject([
    {
      items: [{ description: '2 files, 1 of them new; one undo takes it back' }, {}],
      options: { ignoreFocusOut: true },
    },
  ]);
  // What was shown is what was made, as one edit that can be undone; the files stay unsaved.
  expect(texts()).toMatchObject(Object.fromEntries(served.map(([file, , after]) => [file, after])));
  expect(fake.edits).toHaveLength(1);
  expect(fake.saved).toEqual([]);
});

test.each(['$(close) Discard', undefined] as const)(
  'turning away (%s) changes nothing and opens nothing',
  async (label) => {
    decide(label);
    expect(await applyFix(several, textOf)).toBe(false);
    expect([texts(), fake.edits, fake.shown]).toEqual([before, [], []]);
  },
);

test.each(['$(check) Apply the Change', '$(close) Discard'] as const)(
  'after "%s" the diff is closed, and only it',
  async (label) => {
    fake.tabs.push({ label: 'web.php' });
    decide(label, () => expect(fake.tabs).toHaveLength(2));
    await applyFix(several, textOf);
    expect(fake.tabs).toEqual([{ label: 'web.php' }]);
    expect(fake.contentProviders.size).toBe(0);
  },
);

test('a diff that cannot be shown changes nothing, and leaves nobody who serves it', async () => {
  fake.commands.set('vscode.changes', () => Promise.reject(new Error('no such command')));
  await expect(applyFix(several, textOf)).rejects.toThrow('no such command');
  expect([texts(), fake.edits, fake.contentProviders.size]).toEqual([before, [], 0]);
});

const refused = { reason: 'changed', advice: { safe: 'Nothing was edited.', next: 'Check again.' } };

test.each([fixOf(insert(logging, "  'x'", "  'security',\n")), several])(
  'a file that changed since it was checked is refused before anything is asked (%#)',
  async (fix) => {
    fake.files.set(logging, '<?php\n// mine\n');
    await expect(applyFix(fix, textOf)).rejects.toMatchObject({
      ...refused,
      message: 'logging.php changed since it was checked.',
    });
    expect([fake.executed, fake.edits]).toEqual([[], []]);
  },
);

test('a file that is gone is refused: the edits alone would make a fragment of it', async () => {
  fake.files.delete(logging);
  await expect(applyFix(fixOf(insert(logging, "  'x'", "  'security',\n")), textOf)).rejects.toMatchObject(refused);
  expect(fake.files.has(logging)).toBe(false);
});

test.each([
  ['written to', (): void => void fake.files.set(logging, `${before[logging]}// mine\n`), textOf],
  ['deleted', (): void => void fake.files.delete(logging), textOf],
  ['created by somebody else', (): void => void fake.files.set(subscriber, '<?php // mine\n'), textOf],
  ['written to, and the fix knows no text', (): void => void fake.files.set(logging, '// mine\n'), () => undefined],
] as const)(
  'a file that is %s while the diff is looked at is left alone, whatever was agreed',
  async (_, write, known) => {
    let mine = {};
    decide('$(check) Apply the Change', () => {
      write();
      mine = texts();
    });
    await expect(applyFix(several, known)).rejects.toMatchObject(refused);
    expect([texts(), fake.edits]).toEqual([mine, []]);
  },
);

test('what VS Code does not make is not told as made', async () => {
  vi.spyOn(fakeWorkspace, 'applyEdit').mockResolvedValue(false);
  decide('$(check) Apply the Change');
  expect(await applyFix(several, textOf)).toBe(false);
  expect(fake.shown).toEqual([]);
});

test('a file that may not be looked at is no new file', async () => {
  vi.spyOn(fakeWorkspace.fs, 'stat').mockRejectedValue(FileSystemError.NoPermissions(Uri.file(logging)));
  await expect(applyFix(fixOf(insert(logging, "  'x'", 'y')), () => undefined)).rejects.toMatchObject({
    code: 'NoPermissions',
  });
  expect(fake.edits).toEqual([]);
});
