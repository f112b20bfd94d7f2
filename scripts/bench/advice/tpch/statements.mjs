// The statements of the tpch workload.
import { day } from '../random.mjs';
import { DAY, first, segments, modes, regions, materials, containers } from './tables.mjs';

/** A day drawn from the years of the data, and one so many days later. @param {import('../workload.mjs').Draw} d @param {number} days */
const span = (d, days) => {
  const from = first + (200 + 2_000 * d.next()) * DAY;
  return [day(from), day(from + days * DAY)];
};
const nationName = (/** @type {import('../workload.mjs').Draw} */ d) => `NATION ${Math.floor(25 * d.next() ** 1.5)}`;
const size = (/** @type {import('../workload.mjs').Draw} */ d) => 1 + Math.floor(50 * d.next());
const brand = (/** @type {import('../workload.mjs').Draw} */ d) => d.of('part', 'p_brand') ?? '';
const volume = 'l_extendedprice * (1 - l_discount)';

/** @type {import('../workload.mjs').Template[]} */
export const tpchStatements = [
  [
    'q1',
    200,
    'select l_returnflag, l_linestatus, sum(l_quantity) as sum_qty, sum(l_extendedprice) as sum_base, avg(l_discount) as avg_disc, count(*) as count_order from lineitem where l_shipdate between ? and ? group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus',
    (d) => span(d, 7),
  ],
  [
    'q2',
    100,
    'select s_acctbal, s_name, n_name, p_partkey, p_mfgr from part join partsupp on p_partkey = ps_partkey join supplier on s_suppkey = ps_suppkey join nation on s_nationkey = n_nationkey join region on n_regionkey = r_regionkey where p_size = ? and p_type like ? and r_name = ? and ps_supplycost = (select min(ps.ps_supplycost) from partsupp as ps join supplier as s on s.s_suppkey = ps.ps_suppkey join nation as n on s.s_nationkey = n.n_nationkey where ps.ps_partkey = p_partkey and n.n_regionkey = r_regionkey) order by s_acctbal desc, n_name, s_name, p_partkey limit 100',
    (d) => [size(d), `%${d.one(materials)}`, d.one(regions)],
  ],
  [
    'q3',
    100,
    `select l_orderkey, sum(${volume}) as revenue, o_orderdate, o_shippriority from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey where c_mktsegment = ? and o_orderdate between ? and ? and l_shipdate > ? group by l_orderkey, o_orderdate, o_shippriority order by revenue desc, o_orderdate limit 10`,
    (d) => {
      const [from = '', to = ''] = span(d, 14);
      return [d.one(segments), from, to, to];
    },
  ],
  [
    'q4',
    150,
    'select o_orderpriority, count(*) as order_count from orders where o_orderdate >= ? and o_orderdate < ? and exists (select * from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate) group by o_orderpriority order by o_orderpriority',
    (d) => span(d, 30),
  ],
  [
    'q5',
    50,
    `select n_name, sum(${volume}) as revenue from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey join supplier on l_suppkey = s_suppkey and c_nationkey = s_nationkey join nation on s_nationkey = n_nationkey join region on n_regionkey = r_regionkey where r_name = ? and o_orderdate >= ? and o_orderdate < ? group by n_name order by revenue desc`,
    (d) => [d.one(regions), ...span(d, 60)],
  ],
  [
    'q6',
    200,
    'select sum(l_extendedprice * l_discount) as revenue from lineitem where l_shipdate >= ? and l_shipdate < ? and l_discount between ? and ? and l_quantity < ?',
    (d) => {
      const discount = 0.02 + Math.floor(7 * d.next()) / 100;
      return [...span(d, 60), discount - 0.01, discount + 0.01, 25];
    },
  ],
  [
    'q7',
    50,
    `select n1.n_name as supp_nation, n2.n_name as cust_nation, year(l_shipdate) as l_year, sum(${volume}) as revenue from supplier join lineitem on s_suppkey = l_suppkey join orders on o_orderkey = l_orderkey join customer on c_custkey = o_custkey join nation as n1 on s_nationkey = n1.n_nationkey join nation as n2 on c_nationkey = n2.n_nationkey where n1.n_name = ? and n2.n_name = ? and l_shipdate between ? and ? group by supp_nation, cust_nation, l_year order by l_year`,
    (d) => [nationName(d), nationName(d), ...span(d, 180)],
  ],
  [
    'q8',
    30,
    `select year(o_orderdate) as o_year, sum(case when n2.n_name = ? then ${volume} else 0 end) / sum(${volume}) as mkt_share from part join lineitem on p_partkey = l_partkey join supplier on s_suppkey = l_suppkey join orders on l_orderkey = o_orderkey join customer on o_custkey = c_custkey join nation as n1 on c_nationkey = n1.n_nationkey join region on n1.n_regionkey = r_regionkey join nation as n2 on s_nationkey = n2.n_nationkey where r_name = ? and o_orderdate between ? and ? and p_type = ? group by o_year order by o_year`,
    (d) => [nationName(d), d.one(regions), ...span(d, 365), d.of('part', 'p_type') ?? ''],
  ],
  [
    'q9',
    20,
    `select n_name, year(o_orderdate) as o_year, sum(${volume} - ps_supplycost * l_quantity) as sum_profit from part join lineitem on p_partkey = l_partkey join supplier on s_suppkey = l_suppkey join partsupp on ps_partkey = l_partkey and ps_suppkey = l_suppkey join orders on o_orderkey = l_orderkey join nation on s_nationkey = n_nationkey where p_name like ? group by n_name, o_year order by n_name, o_year desc`,
    (d) => [`${String(d.of('part', 'p_name')).slice(0, 4)}%`],
  ],
  [
    'q10',
    80,
    `select c_custkey, c_name, sum(${volume}) as revenue, c_acctbal, n_name from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey join nation on c_nationkey = n_nationkey where o_orderdate >= ? and o_orderdate < ? and l_returnflag = 'R' group by c_custkey, c_name, c_acctbal, n_name order by revenue desc limit 20`,
    (d) => span(d, 30),
  ],
  [
    'q11',
    40,
    'select ps_partkey, sum(ps_supplycost * ps_availqty) as stock_value from partsupp join supplier on ps_suppkey = s_suppkey join nation on s_nationkey = n_nationkey where n_name = ? group by ps_partkey order by stock_value desc limit 100',
    (d) => [nationName(d)],
  ],
  [
    'q12',
    100,
    "select l_shipmode, sum(case when o_orderpriority = '1-URGENT' then 1 else 0 end) as high_line_count, count(*) as line_count from orders join lineitem on o_orderkey = l_orderkey where l_shipmode in (?) and l_commitdate < l_receiptdate and l_shipdate < l_commitdate and l_receiptdate >= ? and l_receiptdate < ? group by l_shipmode order by l_shipmode",
    (d) => [[d.one(modes), d.one(modes)], ...span(d, 30)],
  ],
  [
    'q13',
    40,
    "select c_custkey, count(o_orderkey) as c_count from customer left join orders on c_custkey = o_custkey and o_comment not like '%special%' where c_nationkey = ? group by c_custkey order by c_count desc limit 50",
    (d) => [Math.floor(25 * d.next())],
  ],
  [
    'q14',
    80,
    `select sum(case when p_type like 'PROMO%' then ${volume} else 0 end) / sum(${volume}) as promo_revenue from lineitem join part on l_partkey = p_partkey where l_shipdate >= ? and l_shipdate < ?`,
    (d) => span(d, 30),
  ],
  [
    'q15',
    50,
    `select s_suppkey, s_name, s_phone, total_revenue from supplier join (select l_suppkey as supplier_no, sum(${volume}) as total_revenue from lineitem where l_shipdate >= ? and l_shipdate < ? group by l_suppkey) as revenue on s_suppkey = supplier_no order by total_revenue desc limit 1`,
    (d) => span(d, 30),
  ],
  [
    'q16',
    50,
    "select p_brand, p_type, p_size, count(distinct ps_suppkey) as supplier_cnt from partsupp join part on p_partkey = ps_partkey where p_brand <> ? and p_type not like ? and p_size in (?) and ps_suppkey not in (select s_suppkey from supplier where s_comment like '%Complaints%') group by p_brand, p_type, p_size order by supplier_cnt desc limit 100",
    (d) => [brand(d), 'MEDIUM POLISHED%', [size(d), size(d), size(d)]],
  ],
  [
    'q17',
    100,
    'select sum(l_extendedprice) / 7 as avg_yearly from lineitem join part on p_partkey = l_partkey where p_brand = ? and p_container = ? and l_quantity < (select 0.2 * avg(other.l_quantity) from lineitem as other where other.l_partkey = p_partkey)',
    (d) => [brand(d), d.one(containers)],
  ],
  [
    'q18',
    20,
    'select c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) as quantity from customer join orders on c_custkey = o_custkey join lineitem on o_orderkey = l_orderkey where o_totalprice > ? group by c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice having sum(l_quantity) > 200 order by o_totalprice desc, o_orderdate limit 100',
    (d) => [d.one([290_000, 270_000])],
  ],
  [
    'q19',
    80,
    `select sum(${volume}) as revenue from lineitem join part on p_partkey = l_partkey where l_shipinstruct = 'DELIVER IN PERSON' and l_shipmode in ('AIR', 'REG AIR') and ((p_brand = ? and p_container in ('SM CASE', 'SM BOX') and l_quantity between 1 and 11 and p_size between 1 and 5) or (p_brand = ? and p_container in ('MED BAG', 'MED BOX') and l_quantity between 10 and 20 and p_size between 1 and 10))`,
    (d) => [brand(d), brand(d)],
  ],
  [
    'q20',
    40,
    'select s_name, s_address from supplier join nation on s_nationkey = n_nationkey where n_name = ? and s_suppkey in (select ps_suppkey from partsupp join part on p_partkey = ps_partkey where p_name like ? and ps_availqty > (select 0.5 * sum(l_quantity) from lineitem where l_partkey = ps_partkey and l_suppkey = ps_suppkey and l_shipdate >= ? and l_shipdate < ?)) order by s_name',
    (d) => [nationName(d), `${String(d.of('part', 'p_name')).slice(0, 3)}%`, ...span(d, 365)],
  ],
  [
    'q21',
    30,
    "select s_name, count(*) as numwait from supplier join lineitem as l1 on s_suppkey = l1.l_suppkey join orders on o_orderkey = l1.l_orderkey join nation on s_nationkey = n_nationkey where o_orderstatus = 'P' and l1.l_receiptdate > l1.l_commitdate and exists (select * from lineitem as l2 where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey) and not exists (select * from lineitem as l3 where l3.l_orderkey = l1.l_orderkey and l3.l_suppkey <> l1.l_suppkey and l3.l_receiptdate > l3.l_commitdate) and n_name = ? group by s_name order by numwait desc, s_name limit 100",
    (d) => [nationName(d)],
  ],
  [
    'q22',
    40,
    'select count(*) as numcust, sum(c_acctbal) as totacctbal from customer where c_nationkey = ? and c_acctbal > ? and not exists (select * from orders where o_custkey = c_custkey)',
    (d) => [Math.floor(25 * d.next()), 5_000],
  ],
  // Beside them an application looks things up.
  [
    'ordersOfCustomer',
    2_000,
    'select * from orders where o_custkey = ? order by o_orderdate desc limit 10',
    (d) => [d.of('orders', 'o_custkey') ?? 1],
  ],
  [
    'linesOfPart',
    400,
    'select l_orderkey, l_quantity, l_shipdate from lineitem where l_partkey = ? order by l_shipdate desc limit 20',
    (d) => [d.of('lineitem', 'l_partkey') ?? 1],
  ],
  ['lines', 3_000, 'select * from lineitem where l_orderkey = ?', (d) => [d.of('orders', 'o_orderkey') ?? 1]],
  [
    'customerByPhone',
    300,
    'select * from customer where c_phone = ? limit 1',
    (d) => [d.of('customer', 'c_phone') ?? ''],
  ],
  [
    'openOfClerk',
    200,
    "select * from orders where o_clerk = ? and o_orderstatus = 'O' order by o_orderdate asc limit 25",
    (d) => [d.of('orders', 'o_clerk') ?? ''],
  ],
  [
    'partsOfSupplier',
    150,
    'select ps_partkey, ps_availqty, ps_supplycost from partsupp where ps_suppkey = ?',
    (d) => [d.of('lineitem', 'l_suppkey') ?? 1],
  ],
  [
    'cheapest',
    500,
    'select ps_suppkey, ps_supplycost from partsupp where ps_partkey = ? and ps_availqty > 0 order by ps_supplycost asc limit 1',
    (d) => [d.of('lineitem', 'l_partkey') ?? 1],
  ],
  [
    'partByName',
    300,
    'select * from part where p_name like ? limit 20',
    (d) => [`${String(d.of('part', 'p_name')).slice(0, 7)}%`],
  ],
];
