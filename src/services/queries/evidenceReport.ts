import type { EvidenceContent } from '../../protocol/views/indexEvidence';

/** The evidence for one index as Markdown, for a pull request or a ticket. Holds normalised statements, never values. */
export function evidenceReport(content: EvidenceContent): string {
  const { index, headline, reasons, cautions, statements, proof, proofRemarks, ddl, migration } = content;
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');
  const rows = statements.map(
    ({ text, calls, before, after, timeBefore, timeAfter, verdict }) =>
      `| ${[code(text), calls, before, after, timeBefore ?? '', timeAfter ?? '', verdict ?? ''].join(' | ')} |\n`,
  );
  return [
    `# ${content.kind === 'add' ? 'Missing index' : 'Index without use'}: ${index}\n\n${headline}\n\n`,
    list([...reasons, ...cautions]),
    rows.length === 0
      ? ''
      : `\n| Statement | Calls | Rows read without | Rows read with | Time without | Time with | |\n|---|---|---|---|---|---|---|\n${rows.join('')}`,
    proof.length === 0
      ? ''
      : `\n## How it was measured\n\n${list([...proof.map(({ label, value }) => `${label}: ${value}`), ...proofRemarks])}`,
    `\n## What it means for the server\n\n${fence('sql', ddl.sql)}\n${list(ddl.words)}`,
    migration === undefined ? '' : `\n## Migration\n\n${migration.file}\n\n${fence('php', migration.text)}`,
  ].join('');
}

/** In one cell of a table. */
function code(text: string): string {
  return `\`${text.replaceAll('`', '').replaceAll('|', '\\|').replaceAll('\n', ' ')}\``;
}

/** A block that no line of its text can end. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}\n`;
}
