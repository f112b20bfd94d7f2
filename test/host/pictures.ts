import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const inReadme = new Set([
  'dashboard-dark',
  'index-dark',
  'readiness-dark',
  'restore-dark',
  'statement-light',
  'security-highContrast',
  'security-finding-13',
]);

/** Where a screenshot goes: test-results/, and with UPDATE_SCREENSHOTS=1 those that the README shows to media/. */
export function picture(name: string): string {
  const update = process.env['UPDATE_SCREENSHOTS'] !== undefined && inReadme.has(name);
  return join(root, update ? 'media' : 'test-results', `screenshot-${name}.png`);
}
