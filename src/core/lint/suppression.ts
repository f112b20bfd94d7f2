import { baseName } from '../base/path';
import type { Finding } from '../finding';

const directive = /@?laravel-ops-ignore[ \t]+([A-Z]{3}\d{3}(?:[ \t]*,[ \t]*[A-Z]{3}\d{3})*)/g;
const commentLine = { env: /^\s*#/, php: /^\s*(?:\/\/|#(?!\[)|\/\*|\*)/ } as const;
const commentStart = { env: /(?:^|\s)#/, php: /\/\/|#(?!\[)|\/\*/ } as const;

/**
 * True when a comment on the finding's line, or in the comment lines right above it, names the rule:
 * `# laravel-ops-ignore GEN002 reason` in environment files, `// @laravel-ops-ignore GEN002` (or `#`, or a block
 * comment) in PHP. The value the finding is about cannot suppress itself.
 */
export function isSuppressed(finding: Finding, text: string): boolean {
  const kind = isEnvFile(finding.location.file) ? 'env' : 'php';
  const { start, end } = finding.location.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (names(commentAfter(text, end, kind), finding.rule)) return true;
  if (kind === 'php' && names(blockComments(text.slice(lineStart, start)), finding.rule)) return true;
  let above = lineStart;
  while (above > 0) {
    const previous = text.lastIndexOf('\n', above - 2) + 1;
    const line = text.slice(previous, above - 1);
    if (!commentLine[kind].test(line)) return false;
    if (names(line, finding.rule)) return true;
    above = previous;
  }
  return false;
}

/** The comment line that suppresses a rule in a file of this name, without indentation or line end. */
export function suppressionComment(file: string, code: string): string {
  return isEnvFile(file) ? `# laravel-ops-ignore ${code}` : `// @laravel-ops-ignore ${code}`;
}

function isEnvFile(file: string): boolean {
  return !baseName(file).endsWith('.php');
}

function commentAfter(text: string, end: number, kind: 'env' | 'php'): string {
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd === -1 ? text.length : lineEnd);
  const at = rest.search(commentStart[kind]);
  return at === -1 ? '' : rest.slice(at);
}

function blockComments(text: string): string {
  return (text.match(/\/\*.*?\*\//g) ?? []).join(' ');
}

function names(comment: string, code: string): boolean {
  for (const match of comment.matchAll(directive)) {
    if ((match[1] ?? '').split(',').some((named) => named.trim() === code)) return true;
  }
  return false;
}
