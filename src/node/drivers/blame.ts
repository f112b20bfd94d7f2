import type { Commit } from '../../core/base/git';

/**
 * The commit of the first line in `git blame --porcelain` output: a header "<hash> <original line> <line> <lines>",
 * then one field a line. Undefined for no output and for lines that are not committed (a hash of zeros).
 */
export function parsePorcelainBlame(output: string): Commit | undefined {
  const [header = '', ...lines] = output.split('\n');
  const hash = header.split(' ')[0] ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(hash) || /^0+$/.test(hash)) return undefined;
  const field = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const seconds = Number(field('committer-time'));
  if (!Number.isFinite(seconds)) return undefined;
  return {
    hash,
    shortHash: hash.slice(0, 7),
    at: new Date(seconds * 1000),
    author: field('author') ?? '',
    subject: field('summary') ?? '',
  };
}
