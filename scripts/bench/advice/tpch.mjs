// Like TPC-H (specification 3.0.1): its eight tables and twenty-two queries in MySQL's syntax, with narrower parameters and the lookups
// of an application beside them; customers and parts are skewed, which TPC-H's are not. At scale 1: 250,000 orders, a million lines.
import { tpchStatements } from './tpch/statements.mjs';
import { tpchTables } from './tpch/tables.mjs';
import { queriesOf } from './workload.mjs';

/** @type {import('./workload.mjs').Writes[]} */
const writes = [
  {
    table: 'orders',
    insertsPerHour: 400,
    deletesPerHour: 0,
    updates: [
      { columns: ['o_orderstatus'], perHour: 800 },
      { columns: ['o_totalprice'], perHour: 100 },
    ],
  },
  {
    table: 'lineitem',
    insertsPerHour: 1_600,
    deletesPerHour: 0,
    updates: [
      { columns: ['l_linestatus', 'l_shipdate'], perHour: 1_600 },
      { columns: ['l_returnflag', 'l_receiptdate'], perHour: 1_500 },
    ],
  },
  { table: 'customer', insertsPerHour: 20, deletesPerHour: 0, updates: [{ columns: ['c_acctbal'], perHour: 500 }] },
  { table: 'partsupp', insertsPerHour: 5, deletesPerHour: 0, updates: [{ columns: ['ps_availqty'], perHour: 1_600 }] },
  { table: 'part', insertsPerHour: 2, deletesPerHour: 0, updates: [] },
];

/**
 * @param {number} scale 1: a million lines
 * @param {number} seed
 * @returns {import('./workload.mjs').Workload}
 */
export function tpch(scale, seed) {
  const tables = tpchTables(scale, seed);
  return {
    name: 'tpch',
    scale,
    seed,
    tables,
    queries: queriesOf(tables, seed, tpchStatements),
    writes,
    usual: [
      ['nation', 'n_regionkey'],
      ['supplier', 's_nationkey'],
      ['customer', 'c_nationkey'],
      ['partsupp', 'ps_suppkey'],
      ['orders', 'o_custkey'],
      ['lineitem', 'l_partkey'],
      ['lineitem', 'l_suppkey'],
    ],
  };
}
