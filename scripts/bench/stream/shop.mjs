// A copy of the demo shop with a log of its own, and the product's stream over it, as the editor would hold it.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../lib/root.mjs';
import { bundle } from '../bundle.mjs';

const source = `
export { Workspace } from './src/services/workspace';
export { createSecurityLogSource } from './src/services/securityLog';
export { createRedactor } from './src/core/base/redact';
export { nothingDeclared } from './src/core/lint/declaredFacts';
`;

/** @param {string} folder */
export async function openShop(folder) {
  const place = mkdtempSync(join(folder, 'shop-'));
  const app = join(place, 'shop');
  cpSync(join(root, 'test/fixtures/demo-shop'), app, { recursive: true });
  const logs = join(app, 'storage/logs');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(app, '.env'), 'APP_NAME=Shop\nAPP_ENV=local\nLOG_STACK=single\n');
  const file = await bundle(place, 'stream', source);
  const { default: product } = await import(pathToFileURL(file).href);
  const memory = new Map();
  const no = async () => false;
  const host = {
    version: '0.0.0',
    folders: () => [app],
    trusted: () => true,
    discovery: () => ({ include: [], exclude: [] }),
    settings: () => ({
      environments: [],
      statementTimeoutMs: 2000,
      diagnosticsRules: {},
      topology: product.nothingDeclared,
      backups: { folders: [], dumpBinaryPath: '' },
      queries: { source: 'auto', logPath: '', minRows: 1000, minCalls: 10 },
      securityLogs: [],
    }),
    hostPatterns: () => [],
    unlockMinutes: () => 15,
    secrets: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
    prompts: { confirm: no, type: async () => undefined, reason: async () => undefined, hold: no },
    redactor: product.createRedactor(),
    logger: { info: () => undefined, warn: console.error, error: console.error },
    storage: place,
    memory: {
      get: (/** @type {string} */ key) => memory.get(key),
      set: (/** @type {string} */ key, /** @type {string} */ text) => memory.set(key, text),
    },
  };
  const workspace = new product.Workspace(host);
  await workspace.discover();
  const actions = {
    runCommand: async () => undefined,
    askExport: async () => undefined,
    openPanel: async () => undefined,
  };
  return {
    log: join(logs, 'laravel.log'),
    viewer: product.createSecurityLogSource(workspace, actions),
    close: () => workspace.dispose(),
  };
}

const levels = ['INFO', 'INFO', 'INFO', 'INFO', 'WARNING', 'INFO', 'NOTICE', 'ERROR'];

/**
 * One record as a Laravel application writes it; no two are the same.
 * @param {number} n
 * @param {Date} now
 */
export function line(n, now) {
  const at = now.toISOString().slice(0, 19).replace('T', ' ');
  const failed = n % 4 === 0;
  const context = {
    event: failed ? 'login_failed' : 'login',
    user: `user${n % 977}@example.com`,
    ip: `203.0.113.${n % 251}`,
    route: 'login',
  };
  return `[${at}] local.${levels[n % levels.length]}: ${failed ? 'Login failed' : 'Signed in'} ${n} ${JSON.stringify(context)} \n`;
}
