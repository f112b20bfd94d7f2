import { describe, expect, test } from 'vitest';
import { readRuleContext } from '../../../../src/core/lint/context';
import type { SqlSession } from '../../../../src/services/app';
import { healthContextOf } from '../../../../src/services/queries/facts';
import { shop } from '../../core/lint/mapSource';

const config = (connection: string) => `<?php
return [
    'default' => 'mysql',
    'connections' => [
        'mysql' => [
            'driver' => 'mysql',
            'host' => '10.0.0.5',
            ${connection}
        ],
    ],
];
`;

async function contextOf(connection: string, more: Readonly<Record<string, string>> = {}, host = '10.0.0.5') {
  const files = { 'config/database.php': config(connection), ...more };
  const context = await readRuleContext(shop(files), '/shop', { environments: [], tracked: new Set() });
  const used = {
    project: context.project,
    environment: { role: 'production' },
    profile: { connection: 'mysql', address: { kind: 'tcp', host, port: 3306 } },
  } as unknown as SqlSession;
  return healthContextOf(used, undefined, context);
}

describe('persistent connections', () => {
  test.each<readonly [string, boolean | undefined]>([
    ['', false],
    ["'options' => [],", false],
    ["'options' => [PDO::ATTR_PERSISTENT => true],", true],
    ["'options' => [\\PDO::ATTR_PERSISTENT => false],", false],
    ["'options' => [12 => true],", true],
    ["'options' => extension_loaded('pdo_mysql') ? array_filter([PDO::ATTR_PERSISTENT => true]) : [],", true],
    [
      "'options' => extension_loaded('pdo_mysql') ? array_filter([PDO::MYSQL_ATTR_SSL_CA => env('SSL_CA')]) : [],",
      false,
    ],
    ["'options' => [PDO::ATTR_PERSISTENT => env('DB_KEEP', keep())],", undefined],
    ["'options' => optionsOfOurs(),", undefined],
  ])('%s', async (connection, expected) => {
    const { pooling } = await contextOf(connection);
    expect(pooling.persistent).toBe(expected);
    expect(pooling.remote).toBe(true);
  });

  test('the edit is offered where the file is certain', async () => {
    expect((await contextOf("'options' => [],")).pooling.fix?.title).toBe('Add PDO::ATTR_PERSISTENT => true');
    expect((await contextOf("'options' => optionsOfOurs(),")).pooling.fix).toBeUndefined();
    expect((await contextOf('', {}, '127.0.0.1')).pooling.remote).toBe(false);
  });
});

describe('reading from replicas', () => {
  const write = "'write' => ['host' => 'primary'],";
  test.each<readonly [string, object]>([
    ['', { certain: true }],
    [`'read' => ['host' => ['a', 'b']], ${write}`, { certain: true, readHosts: 2, sticky: false }],
    [`'read' => ['host' => 'a'], ${write} 'sticky' => true,`, { certain: true, readHosts: 1, sticky: true }],
    [`'read' => ['host' => 'primary'], ${write}`, { certain: true, readHosts: 0, sticky: false }],
    [`'read' => [['host' => 'a'], ['host' => 'b']], ${write}`, { certain: true, readHosts: 2, sticky: false }],
    [`'read' => ['host' => hosts()], ${write}`, { certain: false }],
  ])('%s', async (connection, expected) => {
    const { fix: _, ...split } = (await contextOf(connection)).split;
    expect(split).toEqual(expected);
  });

  test('the edit that makes it sticky', async () => {
    expect((await contextOf(`'read' => ['host' => 'a'], ${write}`)).split.fix?.title).toBe("Add 'sticky' => true");
  });
});

test('workers and PHP processes come from deployment files', async () => {
  const { budget } = await contextOf('', { 'docker/www.conf': '[www]\npm.max_children = 12\n' });
  expect(budget).toEqual({ web: 12, sources: ['docker/www.conf: pm.max_children, 12.'] });
});
