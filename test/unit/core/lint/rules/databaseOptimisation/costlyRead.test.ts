import { costlyRead } from '../../../../../../src/core/lint/rules/databaseOptimisation/costlyRead';
import type { CostlyRead } from '../../../../../../src/core/lint/liveFacts';
import { ruleCases } from '../../ruleCases';
import { liveFacts } from './live';

const files = {
  'app/Shop.php':
    "<?php\nclass Shop {\n    function f() {\n        return Order::where('a', 1)->get();  \n    }\n\n}\n",
};
const live = (read: Partial<CostlyRead> = {}): { live: ReturnType<typeof liveFacts> } => {
  const base = { file: '/shop/app/Shop.php', line: 3, table: 'orders', access: 'ALL' };
  const costs = { rowsExamined: 480_000, rowsSent: 12, callsPerHour: 214 };
  return { live: liveFacts([], { costlyReads: [{ ...base, ...costs, ...read }] }) };
};

ruleCases(costlyRead, {
  bad: [
    {
      name: 'a scan of the table for a few rows',
      files,
      ...live(),
      at: ["app/Shop.php: return Order::where('a', 1)->get();"],
      message: 'This query reads all of orders: 480,000 rows for 12 in the result, about 214 times an hour.',
      fix: null,
    },
    {
      name: 'a walk through an index, seldom',
      files,
      ...live({ access: 'index', rowsSent: 0, callsPerHour: 0.2 }),
      at: ["app/Shop.php: return Order::where('a', 1)->get();"],
      message: 'This query walks a whole index of orders: 480,000 rows for 0 in the result.',
      fix: null,
    },
  ],
  good: [
    { name: 'no connection', files },
    { name: 'another access', files, ...live({ access: 'ref' }) },
    { name: 'a small table', files, ...live({ rowsExamined: 9000, rowsSent: 1 }) },
    { name: 'the rows are wanted', files, ...live({ rowsSent: 4800 }) },
    { name: 'a line that is gone', files, ...live({ line: 90 }) },
    { name: 'a blank line', files, ...live({ line: 5 }) },
    { name: 'a file that is gone', files, ...live({ file: '/shop/app/Gone.php' }) },
    ...['app/Console/Kernel.php', 'app/Reports/SalesReport.php', 'app/OrderExport.php'].map((name) => ({
      name,
      files: { [name]: files['app/Shop.php'] },
      ...live({ file: `/shop/${name}` }),
    })),
  ],
});
