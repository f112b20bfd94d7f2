// Slow query logs as text, and reading them whole.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSlowLog, type ReadSlowLogOptions } from '../../../../../src/core/queries/slowLog/readSlowLog';
import type { SlowEntry } from '../../../../../src/core/queries/slowLog/slowEntry';

/** Written by the real servers: every kind of statement once, long_query_time=0, everything that they can add turned on. */
export const recorded = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../../fixtures/slowLog', name));

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes in pieces of `size`. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  // A copy each, overwritten afterwards: whoever keeps a view of it is found out.
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.slice(at, at + size);
    yield piece;
    piece.fill(0x23);
  }
}

export async function entriesOf(
  log: string | Uint8Array,
  options: ReadSlowLogOptions & { readonly size?: number } = {},
): Promise<SlowEntry[]> {
  const found: SlowEntry[] = [];
  const bytes = typeof log === 'string' ? bytesOf(log) : log;
  for await (const entry of readSlowLog(pieces(bytes, options.size ?? 65_536), options)) found.push(entry);
  return found;
}

export interface Written {
  readonly text: string;
  readonly time?: string;
  readonly seconds?: number;
  readonly timestamp?: number;
  readonly use?: string;
}

/** One entry as MySQL 8 writes it. */
export function mysqlEntry({ text, time, seconds = 0.25, timestamp = 1_795_423_091, use }: Written): string {
  return [
    `# Time: ${time ?? '2026-11-23T08:38:11.991400Z'}`,
    '# User@Host: shop[shop] @ localhost [127.0.0.1]  Id:     9',
    `# Query_time: ${seconds.toFixed(6)}  Lock_time: 0.000003 Rows_sent: 1  Rows_examined: 30`,
    ...(use === undefined ? [] : [`use ${use};`]),
    `SET timestamp=${timestamp};`,
    `${text};\n`,
  ].join('\n');
}

export const banner = `/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:
Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock
Time                 Id Command    Argument
`;
