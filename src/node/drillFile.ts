import type { ChainReport, ChainStore } from '../core/base/chain';
import { ownFolder } from '../core/backups/ownFolder';
import type { DrillRecord } from '../core/backups/drill/record';
import { parseDrill, readDrills, verifyDrills } from '../core/backups/drill/records';
import { chainFile } from './chainFile';
import { ensureOwnFolder } from './ownFolder';

/**
 * The evidence of an application's drills: `storage/laravel-ops/drills.jsonl`. Appending makes the folder; reading makes
 * nothing.
 *
 * @param root absolute path of the application
 */
export function drillFile(root: string): ChainStore {
  const file = chainFile(ownFolder(root).drills, {
    isRecord: (line) => parseDrill(line) !== undefined,
    title: 'The record of drills',
    mode: 0o600,
  });
  return {
    append: async (next, signal) => {
      await ensureOwnFolder(root);
      await file.append(next, signal);
    },
    readAll: (signal) => file.readAll(signal),
  };
}

/** Every drill on record in order, and whether the record is whole; empty when there was none. */
export async function readDrillRecords(
  root: string,
  signal?: AbortSignal,
): Promise<{ readonly records: readonly DrillRecord[]; readonly chain: ChainReport }> {
  const lines = await drillFile(root).readAll(signal);
  return { records: readDrills(lines), chain: await verifyDrills(lines) };
}
