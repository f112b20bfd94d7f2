import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fromBuffer } from 'yauzl';
import { createDumpReader } from '../../../../../src/core/backups/dump/dumpReader';
import type { DumpEnd, DumpStatement } from '../../../../../src/core/backups/dump/statement';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => decoder.decode(bytes);

/** Reads a dump in chunks of `chunk` bytes, or of the lengths that are given in turn. */
export function readDump(
  dump: string | Uint8Array,
  chunk: number | readonly number[] = 65_536,
): { statements: DumpStatement[]; end: DumpEnd } {
  const bytes = typeof dump === 'string' ? utf8(dump) : dump;
  const lengths = typeof chunk === 'number' ? [chunk] : chunk;
  const reader = createDumpReader();
  const statements: DumpStatement[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
    // A copy: memory of a chunk is the reader's.
    statements.push(...reader.push(bytes.slice(at, at + length)));
    at += length;
  }
  const last = reader.end();
  return { statements: [...statements, ...last.statements], end: last.end };
}

const fixtures = join(import.meta.dirname, '../../../../fixtures');

/** A dump in test/fixtures/dumps. */
export const fixtureDump = (name: string): Uint8Array => new Uint8Array(readFileSync(join(fixtures, 'dumps', name)));

/** The dump within an archive of test/fixtures/spatie-backups that is not encrypted. */
export function spatieDump(archive: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    fromBuffer(readFileSync(join(fixtures, 'spatie-backups', archive)), { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      zip.on('error', reject);
      zip.on('entry', (entry) => {
        if (!entry.fileName.startsWith('db-dumps/')) return zip.readEntry();
        zip.openReadStream(entry, (failure, stream) => {
          if (failure !== null) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            const whole = Buffer.concat(chunks);
            resolve(new Uint8Array(entry.fileName.endsWith('.gz') ? gunzipSync(whole) : whole));
          });
        });
      });
      zip.readEntry();
    });
  });
}
