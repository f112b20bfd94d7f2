// The tables of the tpch workload.
import { day, noise, now, words, zipf } from '../random.mjs';
import { column, table } from '../workload.mjs';

export const DAY = 86_400;
export const first = now - 7 * 365 * DAY;
export const segments = ['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'HOUSEHOLD', 'MACHINERY'];
const priorities = ['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'];
export const modes = ['AIR', 'FOB', 'MAIL', 'RAIL', 'REG AIR', 'SHIP', 'TRUCK'];
export const regions = ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'];
export const materials = ['BRASS', 'COPPER', 'NICKEL', 'STEEL', 'TIN'];
const finishes = [
  'STANDARD ANODIZED',
  'SMALL PLATED',
  'MEDIUM POLISHED',
  'LARGE BRUSHED',
  'ECONOMY BURNISHED',
  'PROMO ANODIZED',
];
export const containers = ['SM CASE', 'SM BOX', 'MED BAG', 'MED BOX', 'LG CASE', 'LG BOX', 'JUMBO PACK', 'WRAP JAR'];
const key = 'int unsigned not null';
const money = 'decimal(15,2) not null';

/** @param {readonly string[]} list @param {number} uniform */
const oneOf = (list, uniform) => list[Math.floor(uniform * list.length)] ?? '';

/** @param {number} scale @param {number} seed @returns {import('../workload.mjs').Table[]} */
export function tpchTables(scale, seed) {
  const at = (/** @type {number} */ salt) => (/** @type {number} */ row) => noise(row, seed + salt);
  const n = (/** @type {number} */ full) => Math.max(20, Math.round(full * scale));
  const [suppliers, customers, parts, orders] = [n(1_700), n(25_000), n(34_000), n(250_000)];
  const customer = zipf(customers, 0.5);
  const part = zipf(parts, 0.6);
  const ordered = (/** @type {number} */ row) => first + (7 * 365 - 151) * DAY * at(30)(row) ** 0.8;
  const firstLine = new Uint32Array(orders + 1);
  for (let row = 0; row < orders; row++) firstLine[row + 1] = (firstLine[row] ?? 0) + 1 + Math.floor(7 * at(31)(row));
  const lines = firstLine[orders] ?? 0;
  const lineOrder = new Uint32Array(lines);
  for (let row = 0; row < orders; row++) lineOrder.fill(row, firstLine[row], firstLine[row + 1]);
  const orderOf = (/** @type {number} */ line) => lineOrder[line] ?? 0;
  const shipped = (/** @type {number} */ line) => ordered(orderOf(line)) + (1 + 120 * at(40)(line)) * DAY;
  const committed = (/** @type {number} */ line) => ordered(orderOf(line)) + (30 + 60 * at(41)(line)) * DAY;
  const received = (/** @type {number} */ line) => shipped(line) + (1 + 29 * at(42)(line)) * DAY;
  const linePart = (/** @type {number} */ line) => part(at(43)(line));
  const supplierOf = (/** @type {number} */ partRow, /** @type {number} */ which) =>
    (partRow + which * Math.floor(suppliers / 4 + partRow / suppliers)) % suppliers;
  const price = (/** @type {number} */ row) => 900 + (row % 1_000) + 100 * at(20)(row);
  const nation = (/** @type {number} */ salt) => (/** @type {number} */ row) => Math.floor(25 * at(salt)(row) ** 1.5);

  return [
    table(
      'region',
      5,
      { r_regionkey: column(key, (row) => row), r_name: column('char(25) not null', (row) => regions[row] ?? '') },
      '`r_regionkey`',
    ),
    table(
      'nation',
      25,
      {
        n_nationkey: column(key, (row) => row),
        n_name: column('char(25) not null', (row) => `NATION ${row}`),
        n_regionkey: column(key, (row) => row % 5),
      },
      '`n_nationkey`',
    ),
    table(
      'supplier',
      suppliers,
      {
        s_suppkey: column(key, (row) => row + 1),
        s_name: column('char(25) not null', (row) => `Supplier#${String(row + 1).padStart(9, '0')}`),
        s_address: column('varchar(40) not null', (row) => words(row, seed + 1, 2)),
        s_nationkey: column(key, nation(2)),
        s_phone: column('char(15) not null', (row) => `${10 + nation(2)(row)}-${String(row).padStart(9, '0')}`),
        s_acctbal: column(money, (row) => Math.round(1_100_000 * at(3)(row)) / 100 - 1_000),
        s_comment: column('varchar(101) not null', (row) =>
          at(4)(row) < 0.01 ? 'Customer Complaints' : words(row, seed + 5, 6),
        ),
      },
      '`s_suppkey`',
    ),
    table(
      'customer',
      customers,
      {
        c_custkey: column(key, (row) => row + 1),
        c_name: column('varchar(25) not null', (row) => `Customer#${String(row + 1).padStart(9, '0')}`),
        c_address: column('varchar(40) not null', (row) => words(row, seed + 6, 2)),
        c_nationkey: column(key, nation(7)),
        c_phone: column('char(15) not null', (row) => `${10 + nation(7)(row)}-${String(row).padStart(9, '0')}`),
        c_acctbal: column(money, (row) => Math.round(1_100_000 * at(8)(row)) / 100 - 1_000),
        c_mktsegment: column('char(10) not null', (row) => oneOf(segments, at(9)(row) ** 1.4)),
        c_comment: column('varchar(117) not null', (row) => words(row, seed + 10, 8)),
      },
      '`c_custkey`',
    ),
    table(
      'part',
      parts,
      {
        p_partkey: column(key, (row) => row + 1),
        p_name: column('varchar(55) not null', (row) => words(row, seed + 11, 4)),
        p_mfgr: column('char(25) not null', (row) => `Manufacturer#${1 + Math.floor(5 * at(12)(row))}`),
        p_brand: column(
          'char(10) not null',
          (row) => `Brand#${1 + Math.floor(5 * at(12)(row))}${1 + Math.floor(5 * at(13)(row))}`,
        ),
        p_type: column(
          'varchar(25) not null',
          (row) => `${oneOf(finishes, at(14)(row))} ${oneOf(materials, at(15)(row))}`,
        ),
        p_size: column('int not null', (row) => 1 + Math.floor(50 * at(16)(row))),
        p_container: column('char(10) not null', (row) => oneOf(containers, at(17)(row))),
        p_retailprice: column(money, (row) => Math.round(price(row) * 100) / 100),
      },
      '`p_partkey`',
    ),
    table(
      'partsupp',
      parts * 4,
      {
        ps_partkey: column(key, (row) => Math.floor(row / 4) + 1),
        ps_suppkey: column(key, (row) => supplierOf(Math.floor(row / 4), row % 4) + 1),
        ps_availqty: column('int not null', (row) => Math.floor(10_000 * at(18)(row))),
        ps_supplycost: column(money, (row) => Math.round(100_000 * at(19)(row)) / 100),
        ps_number: column('tinyint not null', (row) => row % 4),
      },
      '`ps_partkey`, `ps_number`',
    ),
    table(
      'orders',
      orders,
      {
        o_orderkey: column(key, (row) => row + 1),
        o_custkey: column(key, (row) => customer(at(32)(row)) + 1),
        o_orderstatus: column('char(1) not null', (row) =>
          ordered(row) > now - 240 * DAY ? 'O' : at(33)(row) < 0.02 ? 'P' : 'F',
        ),
        o_totalprice: column(money, (row) => Math.round(100_000 + 30_000_000 * at(34)(row) ** 3) / 100),
        o_orderdate: column('date not null', (row) => day(ordered(row))),
        o_orderpriority: column('char(15) not null', (row) => oneOf(priorities, at(35)(row))),
        o_clerk: column(
          'char(15) not null',
          (row) => `Clerk#${String(Math.floor(200 * at(36)(row) ** 2)).padStart(9, '0')}`,
        ),
        o_shippriority: column('int not null', () => 0),
        o_comment: column('varchar(79) not null', (row) =>
          at(37)(row) < 0.01 ? 'special requests' : words(row, seed + 38, 5),
        ),
      },
      '`o_orderkey`',
    ),
    table(
      'lineitem',
      lines,
      {
        l_orderkey: column(key, (row) => orderOf(row) + 1),
        l_partkey: column(key, (row) => linePart(row) + 1),
        l_suppkey: column(key, (row) => supplierOf(linePart(row), Math.floor(4 * at(44)(row))) + 1),
        l_linenumber: column('int not null', (row) => row - (firstLine[orderOf(row)] ?? 0) + 1),
        l_quantity: column(money, (row) => 1 + Math.floor(50 * at(45)(row))),
        l_extendedprice: column(
          money,
          (row) => Math.round((1 + Math.floor(50 * at(45)(row))) * price(linePart(row)) * 100) / 100,
        ),
        l_discount: column(money, (row) => Math.floor(11 * at(46)(row)) / 100),
        l_tax: column(money, (row) => Math.floor(9 * at(47)(row)) / 100),
        l_returnflag: column('char(1) not null', (row) =>
          received(row) > now - 300 * DAY ? 'N' : at(48)(row) < 0.5 ? 'R' : 'A',
        ),
        l_linestatus: column('char(1) not null', (row) => (shipped(row) > now - 300 * DAY ? 'O' : 'F')),
        l_shipdate: column('date not null', (row) => day(shipped(row))),
        l_commitdate: column('date not null', (row) => day(committed(row))),
        l_receiptdate: column('date not null', (row) => day(received(row))),
        l_shipinstruct: column('char(25) not null', (row) =>
          oneOf(['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'], at(49)(row)),
        ),
        l_shipmode: column('char(10) not null', (row) => oneOf(modes, at(50)(row))),
      },
      '`l_orderkey`, `l_linenumber`',
    ),
  ];
}
