import { stickyWithoutRead } from '../../../../../../src/core/lint/rules/loadBalancing/stickyWithoutRead';
import { ruleCases } from '../../ruleCases';

const database = (items: string): Record<string, string> => ({
  'config/database.php': `<?php\nreturn ['connections' => ['mysql' => ['driver' => 'mysql', ${items}]]];\n`,
});

ruleCases(stickyWithoutRead, {
  bad: [
    {
      name: 'one server',
      files: database("'host' => env('DB_HOST'), 'sticky' => true"),
      at: ["config/database.php: 'sticky'"],
      severity: 'hint',
      message: '`sticky` has no effect on connection `mysql`: it has no `read`, so reads and writes go to one server.',
      fix: null,
    },
  ],
  good: [
    {
      name: 'a read server',
      files: database("'read' => ['host' => 'a'], 'write' => ['host' => 'b'], 'sticky' => true"),
    },
    { name: 'a read server that cannot be known', files: database("'read' => replicas(), 'sticky' => true") },
    { name: 'sticky is false', files: database("'sticky' => false") },
    { name: 'sticky cannot be known', files: database("'sticky' => sticky()") },
    { name: 'more is spread into it', files: database("'sticky' => true, ...replicas()") },
    { name: 'no config file', files: {} },
  ],
});
