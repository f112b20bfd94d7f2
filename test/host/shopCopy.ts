import { copyFileSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The demo's Laravel 13 application with its environment files, in a folder of its own that no test shares. */
export function copyOfShop(): string {
  const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-shop-'));
  cpSync(join(import.meta.dirname, '../fixtures/demo-shop'), folder, { recursive: true });
  copyFileSync(join(folder, '.env.example'), join(folder, '.env'));
  copyFileSync(join(folder, '.env.production.example'), join(folder, '.env.production'));
  mkdirSync(join(folder, 'storage/logs'), { recursive: true });
  return folder;
}
