import type { LogLine } from '../../../../../src/core/security/logLine';
import { createRecordParser, type LogRecord } from '../../../../../src/core/security/records';

/** Lines with their offsets in bytes, as a tail delivers them. */
export function linesOf(text: string): LogLine[] {
  let offset = 0;
  const lines = text.split('\n').map((line) => {
    const start = offset;
    offset += Buffer.byteLength(line) + 1;
    return { offset: start, text: line };
  });
  return lines.at(-1)?.text === '' ? lines.slice(0, -1) : lines;
}

/** All records of a text that is a whole file. */
export function parseText(text: string): LogRecord[] {
  const parser = createRecordParser();
  return [...parser.push(linesOf(text)), ...parser.flush()];
}
