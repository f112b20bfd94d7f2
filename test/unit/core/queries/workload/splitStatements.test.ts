import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../../../../src/core/queries/workload/splitStatements';

describe('statements of a text', () => {
  test.each([
    ['', []],
    [' ;; \n ; ', []],
    ['-- only a comment\n/* and another; */ # and this', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
    ["SELECT 'a;b'; SELECT 2", ["SELECT 'a;b'", 'SELECT 2']],
    ['SELECT "a;b", `c;d` FROM t', ['SELECT "a;b", `c;d` FROM t']],
    [String.raw`SELECT 'it\'s; one'; SELECT 2`, [String.raw`SELECT 'it\'s; one'`, 'SELECT 2']],
    ["SELECT 'it''s; one'; SELECT 2", ["SELECT 'it''s; one'", 'SELECT 2']],
    // A backslash is a name's own character between backticks.
    ['SELECT `a\\`; SELECT 2', ['SELECT `a\\`', 'SELECT 2']],
    ['SELECT 1 -- one; two\n; SELECT 2', ['SELECT 1 -- one; two', 'SELECT 2']],
    ['SELECT 1 # one; two\n; SELECT 2', ['SELECT 1 # one; two', 'SELECT 2']],
    ['SELECT 1 /* one; two */; SELECT 2', ['SELECT 1 /* one; two */', 'SELECT 2']],
    // No comment: MySQL wants a blank behind the dashes.
    ['SELECT 1--1; SELECT 2', ['SELECT 1--1', 'SELECT 2']],
    // A comment that servers run is a statement.
    ['/*!50000 DROP TABLE t */; SELECT 2', ['/*!50000 DROP TABLE t */', 'SELECT 2']],
    ['SELECT 1;\r\n-- the end', ['SELECT 1']],
    ["SELECT 'never closed; SELECT 2", ["SELECT 'never closed; SELECT 2"]],
    ['SELECT 1 /* never closed; SELECT 2', ['SELECT 1 /* never closed; SELECT 2']],
    ["SELECT 'ends in a backslash\\", ["SELECT 'ends in a backslash\\"]],
  ])('%j', (text, expected) => {
    expect(splitStatements(text)).toEqual(expected);
  });

  test('what it gives is what stood there, in its order, whatever the text', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '`',
      ';',
      '\\',
      '--',
      ' ',
      '\n',
      '#',
      '/*',
      '*/',
      '/*!',
      'SELECT',
      'x',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        let from = 0;
        for (const statement of splitStatements(text)) {
          const at = text.indexOf(statement, from);
          expect(statement.trim()).toBe(statement);
          expect(at).toBeGreaterThanOrEqual(from);
          // What is one is not cut further; "--" before a semicolon is a comment only at the end of a text.
          expect(splitStatements(statement).filter((each) => each !== statement)).toEqual([]);
          from = at + statement.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a megabyte of quotes and comments is read once', () => {
    const hostile = `${"'a''".repeat(100_000)};${'/*'.repeat(100_000)}${'-- \n'.repeat(50_000)};${'`'.repeat(100_001)}`;
    expect(splitStatements(hostile).length).toBeLessThan(5);
  });
});
