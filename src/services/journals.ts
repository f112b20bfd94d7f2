import { readdir } from 'node:fs/promises';
import { ownFolder } from '../core/backups/ownFolder';
import type { App } from './app';
import type { Workspace } from './workspace';

/** The apps that have ever restored something here: one listing each, and nothing else is loaded for the others. */
export async function appsWithJournals(workspace: Workspace, signal: AbortSignal): Promise<readonly App[]> {
  const found: App[] = [];
  for (const app of workspace.apps) {
    signal.throwIfAborted();
    const names = await readdir(ownFolder(app.root).restores).catch(() => []); // Nothing there, or nothing that we may see.
    if (names.some((name) => name.endsWith('.jsonl'))) found.push(app);
  }
  return found;
}
