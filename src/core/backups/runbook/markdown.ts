import { withoutMarks } from './markers';

/** Text as Markdown shows it, without meaning of its own. An underscore inside a word has none (GFM 0.29, 6.4). */
export function plain(text: string): string {
  return withoutMarks(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]<>|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');
}

/** Inline code, however many backticks it has inside (CommonMark 0.31, 6.1). */
export function code(text: string): string {
  const line = withoutMarks(text).replace(/\s+/g, ' ');
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** A block of commands. */
export function commands(...lines: readonly string[]): string {
  return block('sh', lines.join('\n'));
}

/** A fenced block of code. */
export function block(language: string, text: string): string {
  const shown = withoutMarks(text);
  const longest = Math.max(2, ...Array.from(shown.matchAll(/`{3,}/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

export function numbered(lines: readonly string[]): string {
  return lines.map((line, index) => `${index + 1}. ${line.replaceAll('\n', '\n   ')}`).join('\n');
}

/** "2026-11-22 01:30 UTC": the same on every machine. */
export function utc(moment: Date | string): string {
  const at = typeof moment === 'string' ? new Date(moment) : moment;
  return Number.isNaN(at.getTime()) ? 'an unknown time' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
