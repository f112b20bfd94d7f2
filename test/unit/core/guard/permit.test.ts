import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../../../src');

test('only the guard issues permits', () => {
  const callers = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) =>
      /\bPermit\s*\.\s*issue\s*\(|\bas\s+(unknown\s+as\s+)?Permit\b/.test(readFileSync(join(source, file), 'utf8')),
    );
  expect(callers).toEqual(['core/guard/guard.ts']);
});
