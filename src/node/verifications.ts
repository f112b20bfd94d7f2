import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../core/base/abort';
import { OpsError } from '../core/base/errors';
import { ownFolder } from '../core/backups/ownFolder';
import type { VerifyReport } from '../core/backups/verify/report';
import { codeOf } from './archive/fileErrors';
import { ensureOwnFolder } from './ownFolder';

/** Verifications that are kept: for years, of one a night. */
const mostLines = 2_000;

/** A file's size and time as they are now; undefined when it is not there. */
type Stamp = (path: string) => Promise<{ readonly sizeBytes: number; readonly mtimeMs: number } | undefined>;

/**
 * Keeps a report in the application's own folder (`storage/laravel-ops/verifications.jsonl`), and drops the oldest beyond
 * 2,000. The file is replaced as a whole: a crash leaves the old or the new one.
 */
export async function recordVerification(root: string, report: VerifyReport, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  const { verifications } = await ensureOwnFolder(root);
  const lines = (await linesOf(verifications)).slice(1 - mostLines);
  const text = [...lines, JSON.stringify(report)].map((line) => `${line}\n`).join('');
  const beside = `${verifications}.${randomUUID()}`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, verifications);
  } catch (error) {
    await rm(beside, { force: true });
    throw new OpsError(
      'storageNotWritable',
      `The verification could not be kept (${codeOf(error) ?? String(error)}).`,
      { safe: 'It ran to its end, and its result holds.' },
      { cause: error },
    );
  }
}

/**
 * Reports that still hold, newest first, one for each backup (by path): of files that are there with the size and time that
 * they had. A later one of a lesser level does not hide an earlier one of the same bytes that looked deeper. Remote backups
 * (`s3://…`) cannot be asked here: whoever shows them compares `sizeBytes`.
 */
export async function readVerifications(
  root: string,
  signal: AbortSignal,
  stampOf: Stamp = localStamp,
): Promise<readonly VerifyReport[]> {
  const newest = new Map<string, VerifyReport>();
  for (const line of await linesOf(ownFolder(root).verifications)) {
    const report = parseReport(line);
    if (report === undefined) continue;
    const before = newest.get(report.path);
    const shallower = before?.level === 'dump' && report.level === 'container' && report.whole;
    if (shallower && before.sha256 === report.sha256) continue;
    newest.delete(report.path);
    newest.set(report.path, report);
  }
  const holding: VerifyReport[] = [];
  for (const report of [...newest.values()].reverse()) {
    throwIfAborted(signal);
    if (await holds(report, stampOf)) holding.push(report);
  }
  return holding;
}

async function holds(report: VerifyReport, stampOf: Stamp): Promise<boolean> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(report.path)) return true;
  const now = await stampOf(report.path);
  return now !== undefined && now.sizeBytes === report.sizeBytes && now.mtimeMs === report.mtimeMs;
}

async function localStamp(path: string): ReturnType<Stamp> {
  try {
    const info = await stat(path);
    if (!info.isDirectory()) return { sizeBytes: info.size, mtimeMs: info.mtimeMs };
    let sizeBytes = 0;
    let mtimeMs = 0;
    for (const each of await readdir(path, { withFileTypes: true })) {
      if (!each.isFile()) continue;
      const part = await stat(join(path, each.name));
      sizeBytes += part.size;
      mtimeMs = Math.max(mtimeMs, part.mtimeMs);
    }
    return { sizeBytes, mtimeMs };
  } catch (error) {
    // Gone, or not ours to look at: what was verified cannot be said to be this file.
    if (codeOf(error) !== undefined) return undefined;
    throw error;
  }
}

async function linesOf(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new OpsError(
      'unreadable',
      `${file} cannot be read (${codeOf(error) ?? String(error)}).`,
      {},
      { cause: error },
    );
  }
}

/** A line that somebody has edited is passed over: it is a memory, not evidence. */
function parseReport(line: string): VerifyReport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // a line that was cut
  }
  return isReport(value) ? value : undefined;
}

function isReport(value: unknown): value is VerifyReport {
  if (typeof value !== 'object' || value === null) return false;
  const { path, level, whole, sha256, sizeBytes, at, problems, dumps } = value as Partial<
    Record<keyof VerifyReport, unknown>
  >;
  return (
    typeof path === 'string' &&
    (level === 'container' || level === 'dump') &&
    typeof whole === 'boolean' &&
    typeof sha256 === 'string' &&
    typeof sizeBytes === 'number' &&
    typeof at === 'string' &&
    Array.isArray(problems) &&
    Array.isArray(dumps)
  );
}
