import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDump, textOf, utf8 } from './readDump';

const runs = Number(process.env['DUMP_RUNS'] ?? 300);

/** Pieces that have a meaning somewhere, and must have none within quotes. */
const nasty = fc.constantFrom(
  ';',
  ';;',
  '$$',
  "\\'",
  '\\\\',
  '\\"',
  "''",
  '""',
  '``',
  '--',
  '-- ',
  '#',
  '/*',
  '*/',
  '/*!',
  '\n',
  '\r\n',
  '(',
  ')',
  ',',
  'DELIMITER ;;\n',
  'VALUES (',
  '😀',
  '\0',
  'é',
  'a',
  ' ',
);

/** A quoted piece: in strings a backslash escapes, in names it is a character; a quote of the same kind is doubled. */
const inside = (quote: string) =>
  fc.array(nasty, { maxLength: 12 }).map((pieces) => {
    const escaped = pieces.map((piece) =>
      quote !== '`' && piece.startsWith('\\') ? piece : piece.replaceAll(quote, quote + quote),
    );
    return `${quote}${escaped.join('')}${quote}`;
  });

const text = inside("'");
const quoted = fc.oneof(text, inside('"'), inside('`'));
const comment = fc
  .array(nasty, { maxLength: 6 })
  .map((pieces) => pieces.join('').replaceAll('*/', ' ').replaceAll('*', ' ').replaceAll('!', ' ').replaceAll('/', ' '))
  .map((within) => `/* ${within} */`);
const lineComment = fc
  .array(nasty, { maxLength: 6 })
  .map((pieces) => `-- ${pieces.join('').replaceAll(/[\r\n]/g, ' ')}\n`);
const space = fc.constantFrom(' ', '\n', '\r\n', '\t', '  ');
const word = fc.constantFrom('SELECT', 'a', '1', '-2.5', '(', ')', '=', ',', '*', '-', '/ 2', 'x', 'val', 'VALUES');

/** A statement of any words and quotes; it begins with a word and ends with one, so that nothing is trimmed. */
const statement = fc
  .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: quoted }, word, comment, lineComment), space), { maxLength: 10 })
  .map((parts) => `SELECT ${parts.map(([part, gap]) => `${part}${gap}`).join('')}end`);

const value = fc.oneof(text, fc.constantFrom('1', 'NULL', '-1.5e10', "_binary 'x'", '0xFF', "CONVERT('a' USING utf8)"));
const row = fc.array(value, { minLength: 1, maxLength: 5 }).map((values) => `(${values.join(',')})`);
const insert = fc.tuple(inside('`'), fc.array(row, { minLength: 1, maxLength: 6 })).map(([name, rows]) => ({
  name: name.slice(1, -1).replaceAll('``', '`'),
  text: `INSERT INTO ${name} VALUES ${rows.join(',')}`,
  rows: rows.length,
}));

const gap = fc.oneof(space, lineComment, comment, fc.constant(''));
const chunks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('a dump reader', () => {
  it('finds the statements that were written, however they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, statement), { maxLength: 6 }), chunks, (parts, lengths) => {
        const dump = parts.map(([before, body]) => `${before}${body};`).join('');
        const { statements } = readDump(dump, lengths);
        expect(statements.map(textOf)).toEqual(parts.map(([, body]) => body));
      }),
      { numRuns: runs, seed: 4 },
    );
  });

  it('gives back every byte: statements, and between them nothing but delimiters, comments and white space', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(gap, statement, fc.constantFrom(';', ';;', '$$')), { maxLength: 6 }),
        chunks,
        (parts, lengths) => {
          const dump =
            parts
              .map(
                ([before, body, delimiter]) =>
                  `${before}\nDELIMITER ${delimiter}\n${body.replaceAll('$$', '$')} ${delimiter}`,
              )
              .join('') + '\nDELIMITER ;\n';
          const bytes = utf8(dump);
          let at = 0;
          for (const found of readDump(bytes, lengths).statements) {
            expect(bytes.slice(found.offset, found.offset + found.bytes.length)).toEqual(found.bytes);
            const between = Buffer.from(bytes.slice(at, found.offset)).toString();
            expect(between).toMatch(/^(?:\s|;|\$\$|DELIMITER [^\n]*\n|--[^\n]*\n|\/\*[^*]*\*\/)*$/);
            at = found.offset + found.bytes.length;
          }
          expect(readDump(bytes, lengths).statements).toHaveLength(parts.length);
        },
      ),
      { numRuns: runs, seed: 4 },
    );
  });

  it('counts rows and reads names, however they come in', () => {
    fc.assert(
      fc.property(fc.array(insert, { maxLength: 5 }), chunks, (inserts, lengths) => {
        const { statements, end } = readDump(inserts.map(({ text: body }) => `${body};\n`).join(''), lengths);
        expect(statements.map(({ name, rows }) => ({ name, rows }))).toEqual(
          inserts.map(({ name, rows }) => ({ name, rows })),
        );
        expect(end.problems).toEqual(inserts.length === 0 ? ['is empty'] : []);
      }),
      { numRuns: runs, seed: 4 },
    );
  });

  it('finds the same in any chunks, whatever the bytes are, and ends', () => {
    const bytes = fc
      .array(
        fc.oneof(
          nasty,
          word,
          space,
          fc.constantFrom(
            'INSERT INTO t VALUES ',
            'CREATE TABLE ',
            'SET sql_mode=',
            "'NO_BACKSLASH_ESCAPES'",
            'DELIMITER ',
            'BEGIN',
            'CREATE TRIGGER x',
            '/*!999999\\- ',
            '/*M!',
            'mysqldump: Error',
            '\u00ff',
          ),
        ),
        { maxLength: 60 },
      )
      .map((pieces) => Uint8Array.from(pieces.join(''), (character) => character.charCodeAt(0) & 255));
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 300 })), chunks, (dump, lengths) => {
        expect(readDump(dump, lengths)).toEqual(readDump(dump, 1_000_000));
      }),
      { numRuns: runs * 5, seed: 4 },
    );
  });
});
