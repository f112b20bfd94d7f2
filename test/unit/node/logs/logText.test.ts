import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGzWindow } from '../../../../src/node/logs/gzText';
import { openLogText } from '../../../../src/node/logs/logText';

const mib = 1024 * 1024;
const { signal } = new AbortController();
const open = (path: string) => openLogText(path, createGzWindow(), () => undefined);

test.each([0, 1, mib, 2 * mib, 2 * mib + 1, 9 * mib + 7])('all bytes in order, of %i', async (length) => {
  const folder = mkdtempSync(join(tmpdir(), 'log-text-'));
  const path = join(folder, 'a.log');
  const bytes = Buffer.from(Uint32Array.from({ length: Math.ceil(length / 4) }, (_, n) => n * 2_654_435_761).buffer);
  writeFileSync(path, bytes.subarray(0, length));
  const text = await open(path);
  try {
    for (const from of [0, 1, Math.floor(length / 3)].filter((one) => one <= length)) {
      const read: Buffer[] = [];
      let at = from;
      for await (const block of text.blocks(from, signal)) {
        expect(block.offset).toBe(at);
        // Whoever reads takes a while: the memory stays as it is.
        await new Promise((resolve) => setImmediate(resolve));
        read.push(Buffer.from(block.bytes));
        at += block.bytes.length;
        expect(block.onDisk).toBe(at);
      }
      expect(Buffer.concat(read).equals(bytes.subarray(from, length))).toBe(true);
    }
  } finally {
    await text.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

// Linux lets nobody read the first page of a process's memory: EIO.
test.runIf(existsSync('/proc/self/mem'))('an error of the disk says which file it is', async () => {
  const text = await open('/proc/self/mem');
  await expect(text.read(0, 10, signal)).rejects.toMatchObject({
    reason: 'unreadable',
    message: expect.stringContaining('/proc/self/mem'),
    cause: { code: 'EIO' },
  });
  await text.close();
});
