// A program around the services, in memory: what the editor is in the product. And temporary copies of the demo shop that
// point to the servers of this tier.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GuardPrompts } from '../../src/core/guard/guard';
import { createRedactor } from '../../src/core/base/redact';
import { nothingDeclared } from '../../src/core/lint/declaredFacts';
import type { TreeNode } from '../../src/core/tree';
import type { Host } from '../../src/services/host';

const demoShop = resolve(import.meta.dirname, '../fixtures/demo-shop');
const archives = resolve(import.meta.dirname, '../fixtures/spatie-backups');

/** A host whose state a test sets and whose traces it reads. */
export interface MemoryHost extends Host {
  state: {
    folders: string[];
    trusted: boolean;
    environments: unknown;
    statementTimeoutMs: number;
    unlockMinutes: number;
  };
  /** What the guard asks; answers of a test take the place of the refusing ones. */
  prompts: GuardPrompts;
  /** Log lines as they would reach the output channel: redacted. */
  log: string[];
  stored: Map<string, string>;
}

/** Answers every question of the guard with "no". */
export const refusing: GuardPrompts = {
  confirm: async () => false,
  type: async () => undefined,
  reason: async () => undefined,
  hold: async () => false,
};

export function memoryHost(storage: string, ...folders: string[]): MemoryHost {
  const redactor = createRedactor();
  const log: string[] = [];
  const stored = new Map<string, string>();
  const memory = new Map<string, string>();
  const host: MemoryHost = {
    version: '0.0.0',
    state: { folders, trusted: true, environments: [], statementTimeoutMs: 2_000, unlockMinutes: 15 },
    log,
    stored,
    folders: () => host.state.folders,
    trusted: () => host.state.trusted,
    discovery: () => ({ include: [], exclude: [] }),
    settings: () => ({
      environments: host.state.environments,
      statementTimeoutMs: host.state.statementTimeoutMs,
      diagnosticsRules: {},
      topology: nothingDeclared,
      backups: { folders: [], dumpBinaryPath: '' },
      queries: { source: 'auto', logPath: '', minRows: 1_000, minCalls: 10 },
      securityLogs: [],
    }),
    hostPatterns: () => [],
    unlockMinutes: () => host.state.unlockMinutes,
    secrets: {
      get: async (key) => stored.get(key),
      set: async (key, secret) => void stored.set(key, secret),
      delete: async (key) => void stored.delete(key),
    },
    prompts: {
      confirm: (...asked) => answers.confirm(...asked),
      type: (...asked) => answers.type(...asked),
      reason: (...asked) => answers.reason(...asked),
      hold: (...asked) => answers.hold(...asked),
    },
    redactor,
    logger: {
      info: (message) => void log.push(redactor.redact(message)),
      warn: (message) => void log.push(redactor.redact(message)),
      error: (message, cause) =>
        void log.push(
          redactor.redact(`${message} ${cause instanceof Error ? (cause.stack ?? '') : JSON.stringify(cause)}`),
        ),
    },
    storage,
    actor: 'tester',
    memory: { get: (root) => memory.get(root), set: (root, environment) => void memory.set(root, environment) },
  };
  let answers: GuardPrompts = refusing;
  const { prompts } = host;
  // The workspace keeps the object it was given; a test changes what stands behind it.
  Object.defineProperty(host, 'prompts', {
    get: () => prompts,
    set(next: GuardPrompts) {
      answers = next;
    },
  });
  return host;
}

/** What `.env` of a copy of the demo shop says beyond APP_NAME; `undefined` leaves a line out. */
export type EnvLines = Readonly<Record<string, string | number | undefined>>;

export function envText(lines: EnvLines): string {
  return Object.entries(lines)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${JSON.stringify(String(value))}`]))
    .join('\n')
    .concat('\n');
}

/** Makes temporary folders and takes them away. */
export function temporary(): {
  folder(): Promise<string>;
  shop(env: EnvLines): Promise<string>;
  remove(): Promise<void>;
} {
  const made: string[] = [];
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'laravel-ops-test-'));
    made.push(path);
    return path;
  };
  return {
    folder,
    async shop(env) {
      const root = join(await folder(), 'shop');
      await cp(demoShop, root, { recursive: true });
      const backups = join(root, 'storage/app/private/Demo Shop');
      await cp(archives, backups, { recursive: true, filter: (file) => !file.endsWith('.md') });
      await writeFile(
        join(root, '.env'),
        envText({ APP_NAME: 'Demo Shop', APP_ENV: 'local', LOG_STACK: 'single', ...env }),
      );
      return root;
    },
    remove: async () => {
      await Promise.all(made.map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

/** Every row of a tree, depth first. */
export function rows(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return nodes.flatMap((node) => [node, ...rows(node.children ?? [])]);
}
