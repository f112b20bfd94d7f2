import { readWithoutWrite } from '../../../../../../src/core/lint/rules/loadBalancing/readWithoutWrite';
import { ruleCases } from '../../ruleCases';

const database = (items: string): Record<string, string> => ({
  'config/database.php': `<?php\nreturn ['connections' => ['mysql' => ['driver' => 'mysql', ${items}]]];\n`,
});

ruleCases(readWithoutWrite, {
  bad: [
    {
      name: 'no write',
      files: database("'host' => 'a', 'read' => ['host' => ['b', 'c']]"),
      at: ["config/database.php: 'read'"],
      severity: 'error',
      message: 'Connection `mysql` has `read` and no `write`: Laravel asks for both, and the first query on it fails.',
      fix: null,
    },
    {
      name: 'write is null',
      files: database("'read' => [['host' => 'b']], 'write' => null"),
      at: ["config/database.php: 'read'"],
      fix: null,
    },
  ],
  good: [
    { name: 'both', files: database("'read' => ['host' => 'a'], 'write' => ['host' => 'b']") },
    {
      name: 'an empty write: the parts of the connection count',
      files: database("'read' => ['host' => 'a'], 'write' => []"),
    },
    { name: 'a write that cannot be known', files: database("'read' => ['host' => 'a'], 'write' => writer()") },
    { name: 'read is null', files: database("'read' => null") },
    { name: 'neither', files: database("'host' => 'a'") },
    { name: 'more is spread into it', files: database("'read' => ['host' => 'a'], ...writers()") },
  ],
});
