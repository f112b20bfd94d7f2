import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Appends a record as one line of JSON to a journal, mode 0600 where it is new. On the disk when this resolves: the file is
 * synced, and its folder when the file is new (else a power cut may take the name away). A line that a crash cut in the
 * middle of an append is ended first. Rejects with what the file system says.
 */
export async function appendSynced(path: string, record: object): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(1);
    if (size > 0) await file.read(end, 0, 1, size - 1);
    const cut = size > 0 && end.toString('latin1') !== '\n';
    await file.appendFile(`${cut ? '\n' : ''}${JSON.stringify(record)}\n`);
    await file.sync();
    if (size === 0) await syncFolder(dirname(path));
  } finally {
    await file.close();
  }
}

/** Windows cannot open a folder, and its file systems keep names with their files. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
