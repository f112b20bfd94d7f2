import { formatBytes, formatCount, formatDuration } from '../../base/format';
import { baseName } from '../../base/path';
import type { VerifiedDump, VerifyReport } from './report';

/** A verification as Markdown: what was read, what stands against it, every table with its rows. */
export function verifyText(report: VerifyReport): string {
  const { path, whole, level, sha256, sizeBytes, at, milliseconds, entries, encrypted, problems, dumps } = report;
  const lines = [
    `# ${baseName(path)}: ${whole ? 'whole' : 'NOT whole'}`,
    '',
    `- File: \`${path}\`, ${formatBytes(sizeBytes)}${encrypted ? ', encrypted' : ''}`,
    `- SHA-256: \`${sha256}\``,
    `- Read: ${at}, in ${formatDuration(milliseconds)}, ${levels[level]}`,
    `- Entries: ${formatCount(entries)}`,
    ...section('Problems', problems),
    ...dumps.flatMap(dumpLines),
    '',
  ];
  return lines.join('\n');
}

const levels = {
  container: 'every checksum; the statements were not looked at',
  dump: 'every checksum and every statement',
} as const;

function dumpLines(dump: VerifiedDump): readonly string[] {
  const { entry, database, server, bytes, statements, tables, views, triggers, routines, events } = dump;
  const about = [
    ...(database === undefined ? [] : [`- Database: ${database}`]),
    ...(server === undefined ? [] : [`- From: ${server}`]),
    `- SQL: ${formatBytes(bytes)}, ${formatCount(statements)} statements`,
    `- Besides tables: ${views} views, ${triggers} triggers, ${routines} routines, ${events} events`,
  ];
  const rewritten = dump.rewritings.map(({ why, count }) => `${why} (${formatCount(count)}×)`);
  return [
    '',
    `## ${entry}`,
    '',
    ...about,
    ...section('Problems', dump.problems, '###'),
    ...section('Not taken by the server', dump.refusals ?? [], '###'),
    ...section('Written differently by a restore', rewritten, '###'),
    '',
    '| Table | Rows | SHA-256 |',
    '| --- | ---: | --- |',
    ...tables.map(({ name, rows, sha256 }) => `| ${cell(name)} | ${formatCount(rows)} | \`${sha256.slice(0, 16)}…\` |`),
  ];
}

function section(title: string, lines: readonly string[], mark = '##'): readonly string[] {
  return lines.length === 0 ? [] : ['', `${mark} ${title}`, '', ...lines.map((line) => `- ${line}`)];
}

/** A name inside a Markdown table: a dump may call its tables anything. */
function cell(name: string): string {
  return name.replace(/[|\\`<]/g, '\\$&').replace(/\s+/g, ' ');
}
