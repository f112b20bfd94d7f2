import { readPackages } from './composer';
import { type ParseResult, parsePhp } from './php/parse';
import type { InstalledPackage } from './project';

/** Parsed files kept between two readings of a project: only files whose text changed are parsed again. */
export interface ParseCache {
  parse(file: string, text: string, limit?: number): ParseResult;
  /** The packages of a lock file, often half a megabyte of JSON; undefined when it is none. */
  packages(file: string, text: string): ReadonlyMap<string, InstalledPackage> | undefined;
}

/** A cache for one project: one tree a file, the latest; the least recently used of more than 300 are dropped. */
export function createParseCache(): ParseCache {
  const kept = new Map<string, { text: string; result: ParseResult }>();
  const locks = new Map<string, { text: string; packages: ReadonlyMap<string, InstalledPackage> | undefined }>();
  return {
    packages(file, text) {
      const before = locks.get(file);
      if (before?.text === text) return before.packages;
      const packages = readPackages(text);
      locks.set(file, { text, packages });
      return packages;
    },
    parse(file, text, limit) {
      const before = kept.get(file);
      kept.delete(file);
      const entry = before?.text === text ? before : { text, result: parsePhp(text, limit) };
      kept.set(file, entry);
      if (kept.size > 300) {
        const [oldest] = kept.keys();
        if (oldest !== undefined) kept.delete(oldest);
      }
      return entry.result;
    },
  };
}
