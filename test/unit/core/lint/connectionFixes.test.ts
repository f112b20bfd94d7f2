import { describe, expect, test } from 'vitest';
import type { Fix } from '../../../../src/core/finding';
import { poolingFix, splitFix } from '../../../../src/core/lint/connectionFixes';
import { readRuleContext } from '../../../../src/core/lint/context';
import { shop } from './mapSource';

const file = '/shop/config/database.php';
const config = (connection: string, above = '') => `<?php

${above}return [
    'default' => 'mysql',
    'connections' => [
        'mysql' => [
${connection}
        ],
    ],
];
`;
const lines = (...items: readonly string[]) => items.map((item) => `            ${item}`).join('\n');

async function applied(text: string, fixOf: typeof splitFix): Promise<string | undefined> {
  const context = await readRuleContext(shop({ 'config/database.php': text }), '/shop', {
    environments: [],
    tracked: new Set(),
  });
  const fix: Fix | undefined = fixOf(context, context.project, 'mysql');
  if (fix === undefined) return undefined;
  expect(fix.edits.map((each) => each.file)).toEqual([file]);
  return (fix.edits[0]?.edits ?? []).reduce(
    (done, { range, newText }) => done.slice(0, range.start) + newText + done.slice(range.end),
    text,
  );
}

const driver = "'driver' => 'mysql',";
const read = "'read' => ['host' => 'replica'],";
const write = "'write' => ['host' => 'primary'],";

describe('sticky', () => {
  test('is added behind what is there', async () => {
    expect(await applied(config(lines(driver, read, write)), splitFix)).toBe(
      config(lines(driver, read, write, "'sticky' => true,")),
    );
  });
  test('is turned on where it is written off', async () => {
    expect(await applied(config(lines(driver, read, write, "'sticky' => false,")), splitFix)).toBe(
      config(lines(driver, read, write, "'sticky' => true,")),
    );
  });
  test.each([
    ['the environment decides', lines(driver, read, write, "'sticky' => env('DB_STICKY', false),")],
    ['a spread array may bring it', lines(driver, read, write, '...shared(),')],
    ['there is nothing to read from', lines(driver)],
    ['it is on', lines(driver, read, write, "'sticky' => true,")],
  ])('no edit where %s', async (_, connection) => {
    expect(await applied(config(connection), splitFix)).toBeUndefined();
  });
});

describe('persistent connections', () => {
  const item = 'PDO::ATTR_PERSISTENT => true';
  test("in Laravel's own options", async () => {
    const own = (more: string) =>
      config(
        lines(
          driver,
          "'options' => extension_loaded('pdo_mysql') ? array_filter([",
          `    PDO::MYSQL_ATTR_SSL_CA => env('MYSQL_ATTR_SSL_CA'),${more}`,
          ']) : [],',
        ),
      );
    expect(await applied(own(''), poolingFix)).toBe(own(`\n                ${item},`));
  });
  test('in a plain list, and where there are no options', async () => {
    expect(await applied(config(lines(driver, "'options' => [],")), poolingFix)).toBe(
      config(lines(driver, `'options' => [${item}],`)),
    );
    expect(await applied(config(lines(driver)), poolingFix)).toBe(config(lines(driver, `'options' => [${item}],`)));
  });
  test.each([
    ['a variable holds them', lines(driver, "'options' => $options,")],
    ['a condition of its own', lines(driver, "'options' => env('X') ? ['a' => 1] : [],")],
    ['another function makes them', lines(driver, "'options' => options(['a' => 1]),")],
    ['it is written already', lines(driver, "'options' => [PDO::ATTR_PERSISTENT => false],")],
    ['a spread array may bring them', lines(driver, '...shared(),')],
  ])('no edit where %s', async (_, connection) => {
    expect(await applied(config(connection), poolingFix)).toBeUndefined();
  });
  test('no edit in a namespace, where PDO would be another class', async () => {
    expect(await applied(config(lines(driver), 'namespace Config;\n'), poolingFix)).toBeUndefined();
  });
});
