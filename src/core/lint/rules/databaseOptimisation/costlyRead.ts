import { formatCount } from '../../../base/format';
import { relativePath } from '../../../base/path';
import type { TextRange } from '../../../base/text';
import type { CostlyRead } from '../../liveFacts';
import type { Rule } from '../../rule';

/** Fewer rows than this are read in a few milliseconds. */
const fewRows = 10_000;
/** Rows read for each row that was wanted. */
const muchMore = 100;
/** Code that nobody waits for in a browser. */
const unattended = /^(?:app\/Console|database|tests)\/|(?:Report|Export|Import)\w*\.php$/;

/** DBO002: a query, at a place in the code that is certain, reads a large table for a few rows. */
export const costlyRead: Rule = {
  code: 'DBO002',
  slug: 'query-scans-large-table',
  area: 'databaseOptimisation',
  severity: 'information',
  title: 'Query reads a large table for a few rows',
  *check(context) {
    for (const read of context.live?.costlyReads ?? []) {
      const text = context.textOf(read.file);
      const range = text === undefined ? undefined : lineRange(text, read.line);
      if (range === undefined || !isCostly(read) || unattended.test(relativePath(context.root, read.file))) continue;
      const { table, rowsExamined, rowsSent, callsPerHour, access } = read;
      const how = access === 'index' ? `walks a whole index of ${table}` : `reads all of ${table}`;
      const often = callsPerHour < 1 ? '' : `, about ${formatCount(callsPerHour)} times an hour`;
      yield {
        rule: 'DBO002',
        severity: 'information',
        message: `This query ${how}: ${formatCount(rowsExamined)} rows for ${formatCount(rowsSent)} in the result${often}.`,
        location: { file: read.file, range },
        related: [],
        fixes: [],
      };
    }
  },
};

function isCostly({ rowsExamined, rowsSent, access }: CostlyRead): boolean {
  const whole = access === 'ALL' || access === 'index';
  return whole && rowsExamined >= fewRows && rowsExamined > muchMore * Math.max(rowsSent, 1);
}

/** The code on a line, without indentation; undefined when the file has no such line or it is blank. */
function lineRange(text: string, line: number): TextRange | undefined {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next === -1) return undefined;
    start = next + 1;
  }
  const [, indent = '', written = ''] = /^([ \t]*)([^\r\n]*)/.exec(text.slice(start)) ?? [];
  const code = written.trimEnd();
  return code === '' ? undefined : { start: start + indent.length, end: start + indent.length + code.length };
}
