import { readReplicaNotSticky } from '../../../../../../src/core/lint/rules/loadBalancing/readReplicaNotSticky';
import { ruleCases } from '../../ruleCases';

const database = (items: string, name = 'mysql'): Record<string, string> => ({
  'config/database.php': `<?php\nreturn [\n    'default' => '${name}',\n    'connections' => [\n        'mysql' => [\n            'driver' => 'mysql',\n${items}        ],\n    ],\n];\n`,
});
const halves =
  "            'read' => ['host' => ['10.0.0.2', '10.0.0.3']],\n            'write' => ['host' => ['10.0.0.1']],\n";
const live = { '.env': 'APP_ENV=production\n' };

ruleCases(readReplicaNotSticky, {
  bad: [
    {
      name: 'nothing says sticky',
      files: { ...live, ...database(halves) },
      at: ["config/database.php: 'read'"],
      message:
        'Connection `mysql` reads from 10.0.0.2 and writes to 10.0.0.1: a request may not see what it has just written.',
      fix: "Add 'sticky' => true",
      fixed: database(`${halves}            'sticky' => true,\n`),
    },
    {
      name: 'sticky is false, lists of settings, hosts of the environment file',
      files: {
        '.env': 'APP_ENV=production\nDB_HOST=10.0.0.1\nDB_READ=10.0.0.2\n',
        ...database(
          "            'host' => env('DB_HOST'),\n            'read' => [['host' => env('DB_READ'), 'username' => 'r']],\n            'write' => [['username' => 'w']],\n            'sticky' => false,\n",
        ),
      },
      at: ["config/database.php: 'read'"],
      fix: "Set 'sticky' => true",
      fixed: database(
        "            'host' => env('DB_HOST'),\n            'read' => [['host' => env('DB_READ'), 'username' => 'r']],\n            'write' => [['username' => 'w']],\n            'sticky' => true,\n",
      ),
    },
    {
      name: 'sticky is a variable',
      files: {
        '.env': 'APP_ENV=production\nDB_STICKY=false\n',
        ...database(`${halves}            'sticky' => env('DB_STICKY', true),\n`),
      },
      at: ["config/database.php: 'read'"],
      fix: 'Set DB_STICKY=true',
      fixed: { '.env': 'APP_ENV=production\nDB_STICKY=true\n' },
    },
  ],
  good: [
    { name: 'sticky', files: { ...live, ...database(`${halves}            'sticky' => true,\n`) } },
    {
      name: 'sticky that cannot be known',
      files: { ...live, ...database(`${halves}            'sticky' => sticky(),\n`) },
    },
    {
      name: 'the same host',
      files: {
        ...live,
        ...database(
          "            'host' => '10.0.0.1',\n            'read' => ['username' => 'r'],\n            'write' => ['host' => '10.0.0.1'],\n",
        ),
      },
    },
    {
      name: 'a host that cannot be known',
      files: {
        ...live,
        ...database("            'read' => ['host' => pick()],\n            'write' => ['host' => 'a'],\n"),
      },
    },
    {
      name: 'a host that is only a default',
      files: {
        ...live,
        ...database(
          "            'read' => ['host' => env('DB_READ', '10.0.0.2')],\n            'write' => ['host' => '10.0.0.1'],\n",
        ),
      },
    },
    { name: 'a connection that is not the default one', files: { ...live, ...database(halves, 'pgsql') } },
    { name: 'no read servers', files: { ...live, ...database("            'host' => '10.0.0.1',\n") } },
    { name: 'a developer’s machine', files: { '.env': 'APP_ENV=local\n', ...database(halves) } },
  ],
});
