// Services of statements and indexes that answer from memory, for the tests of the commands of the Database view.
import { vi } from 'vitest';
import type { TreeNode } from '../../../src/core/tree';
import type { LoadServices, Services } from '../../../src/vscode/services';
import { fake } from '../../fakes/vscode';

/** Calls are looked at by their arguments. */
type Remembering<T = unknown> = (...given: unknown[]) => Promise<T>;

export function queryServices(options: { readonly noApp?: boolean } = {}) {
  const shop = { root: '/shop', name: 'shop' };
  const blog = { root: '/blog', name: 'blog' };
  const apps = [shop, blog];
  const workspace = {
    active: options.noApp === true ? undefined : shop,
    apps,
    appAt: (root: string) => apps.find((each) => each.root === root),
  };
  const queries = {
    forgetWhatWasRead: vi.fn<Remembering>(async () => undefined),
    readSlowStatements: vi.fn<Remembering>(async () => ({
      statements: [{ digest: 'd1', text: 'SELECT  1\n FROM t', calls: 3 }],
    })),
    giveStatement: vi.fn<Remembering<string>>(async () => 'given:1'),
    explainRunning: vi.fn<Remembering<string>>(async () => 'given:2'),
    statementText: vi.fn<Remembering<string>>(async () => 'SELECT 1'),
    findInCode: vi.fn<Remembering<unknown[]>>(async () => []),
    muteFor: vi.fn<(...given: unknown[]) => void>(),
    mutedOf: vi.fn<(...given: unknown[]) => unknown[]>(() => []),
    unmute: vi.fn<(...given: unknown[]) => void>(),
    sourceChoices: vi.fn<Remembering<unknown[]>>(async () => []),
    grantText: vi.fn<Remembering<string>>(async () => "GRANT SELECT ON performance_schema.* TO 'shop'@'%';"),
    startCapture: vi.fn<Remembering<string>>(async () => 'Capturing for 30 minutes; the server is set back by itself.'),
    stopCapture: vi.fn<Remembering<string>>(async () => 'The server is set back as it was.'),
    findIndexes: vi.fn<Remembering>(async () => ({ summary: '2 indexes would help.' })),
    indexChoices: vi.fn<Remembering<unknown[]>>(async () => [
      { id: 'orders(user_id)', label: 'orders (user_id)', description: '1 statement' },
      { id: 'drop:orders.old', label: 'orders.old', description: 'unused' },
    ]),
    proveIndex: vi.fn<Remembering<string>>(async () => 'orders (user_id): proven.'),
    tryInvisible: vi.fn<Remembering<string>>(
      async () => 'No statement of the list reads orders.old; it is shown again.',
    ),
    indexMigrationFile: vi.fn<Remembering>(async () => ({
      file: '/shop/database/migrations/2026_11_23_101500_add_index.php',
      relative: 'database/migrations/2026_11_23_101500_add_index.php',
      text: '<?php\n',
    })),
  };
  const module = { killQuery: vi.fn<Remembering>(async () => undefined), loadQueryServices: async () => queries };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  const seen = { refreshed: 0, statements: [] as string[][], indexes: [] as string[][] };
  const view = {
    refresh: () => void seen.refreshed++,
    openStatement: (root: string, digest: string) => void seen.statements.push([root, digest]),
    openIndex: async (root: string, id: string) => void seen.indexes.push([root, id]),
  };
  return { shop, blog, workspace, queries, module, load, seen, view };
}

/** A row of the Database view. */
export const row = (subject: TreeNode['subject'], label = 'row'): TreeNode => ({
  id: 'row',
  label,
  ...(subject === undefined ? {} : { subject }),
});

/** What the person answers to the next prompts; returns the prompts as they come. */
export interface Prompt {
  readonly kind: string;
  readonly items: readonly { readonly label: string; readonly description?: string; readonly detail?: string }[];
  readonly options: { readonly title?: string; readonly placeHolder?: string; readonly value?: string };
}
export function answers(...given: unknown[]): Prompt[] {
  const prompts: Prompt[] = [];
  for (const answer of given)
    fake.answers.push((prompt: Prompt) => {
      prompts.push(prompt);
      return typeof answer === 'string' && prompt.kind === 'quickPick'
        ? prompt.items.find(({ label }) => label === answer)
        : answer;
    });
  return prompts;
}
