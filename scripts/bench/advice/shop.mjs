// A Laravel shop after some years: few customers and products make most of the traffic, what is old is finished, statuses go with
// age, cities with countries. At scale 1: 120,000 users, 400,000 orders, over 1,000,000 order items.
import { day, hex, moment, noise, now, weighted, word, words, zipf } from './random.mjs';
import { column, id, queriesOf, table } from './workload.mjs';

const DAY = 86_400;
const userMorph = 'App\\Models\\User';
const productMorph = 'App\\Models\\Product';
const orderMorph = 'App\\Models\\Order';

const countries = weighted([
  ['DE', 46],
  ['AT', 14],
  ['CH', 9],
  ['FR', 8],
  ['NL', 6],
  ['IT', 5],
  ['ES', 4],
  ['PL', 3],
  ['DK', 2],
  ['SE', 1.5],
  ['IE', 1],
  ['MT', 0.2],
]);
const bigint = 'bigint unsigned not null';
const text255 = 'varchar(255) not null';
const time = 'timestamp null';

/** @param {number} scale @param {number} seed @returns {import('./workload.mjs').Table[]} */
export function shopTables(scale, seed) {
  const at = (/** @type {number} */ salt) => (/** @type {number} */ row) => noise(row, seed + salt);
  const n = (/** @type {number} */ full, least = 1) => Math.max(least, Math.round(full * scale));
  const users = n(120_000);
  const orders = n(400_000);
  const products = n(8_000, 800);
  const reviews = n(150_000);
  const carts = n(90_000);
  const buyer = zipf(users, 0.55);
  const bought = zipf(products, 0.75);
  const categories = zipf(60, 0.7);
  const brands = zipf(150, 0.8);

  /** Ever more customers: half of them came in the last of four years. */
  const joined = (/** @type {number} */ row) => now - 4 * 365 * DAY * (1 - (row / users) ** 0.5) - at(1)(row) * 600;
  const country = (/** @type {number} */ row) => countries(at(2)(row));
  const ordered = (/** @type {number} */ row) =>
    now - 4 * 365 * DAY * (1 - ((row + 1) / orders) ** 0.6) - at(10)(row) * 300;
  const orderUser = (/** @type {number} */ row) => buyer(at(11)(row));
  const fresh = weighted([
    ['pending', 20],
    ['paid', 34],
    ['packed', 16],
    ['shipped', 22],
    ['cancelled', 8],
  ]);
  const done = weighted([
    ['completed', 90],
    ['cancelled', 6.5],
    ['refunded', 3.4],
    ['pending', 0.1],
  ]);
  const status = (/** @type {number} */ row) => (ordered(row) > now - 6 * DAY ? fresh : done)(at(12)(row));
  const total = (/** @type {number} */ row) =>
    Math.round(900 + 9_000 * at(13)(row) ** 3 + 60_000 * at(14)(row) ** 30) / 100;
  /** One to six items an order: item i belongs to the order whose items reach past it. */
  const firstItem = new Uint32Array(orders + 1);
  const sizes = weighted([
    [1, 29],
    [2, 28],
    [3, 20],
    [4, 11],
    [5, 7],
    [6, 4],
  ]);
  for (let row = 0; row < orders; row++) firstItem[row + 1] = (firstItem[row] ?? 0) + sizes(at(20)(row));
  const items = firstItem[orders] ?? 0;
  const itemOrder = new Uint32Array(items);
  for (let row = 0; row < orders; row++) itemOrder.fill(row, firstItem[row], firstItem[row + 1]);
  const itemProduct = (/** @type {number} */ row) => bought(at(21)(row));
  const price = (/** @type {number} */ product) => Math.round(199 + 30_000 * at(31)(product) ** 4) / 100;
  const loggedAt = (/** @type {number} */ row) => now - 120 * DAY * (1 - row / n(300_000)) - at(92)(row) * 60;
  const notified = (/** @type {number} */ row) => now - 400 * DAY * (1 - row / n(200_000)) - at(81)(row) * 3_600;
  const logged = weighted([
    [orderMorph, 70],
    [userMorph, 18],
    [productMorph, 12],
  ]);

  return [
    table('users', users, {
      id,
      name: column(text255, (row) => words(row, seed + 3, 2)),
      email: column(text255, (row) => `${word(row, seed + 3)}.${row}@${at(4)(row) < 0.6 ? 'gmail.test' : 'mail.test'}`),
      password: column(text255, (row) => hex(row, seed + 5, 60)),
      country: column('char(2) not null', country),
      city: column('varchar(80) not null', (row) => `${country(row)}-${word(zipf(40, 0.9)(at(6)(row)), seed)}`),
      role: column('varchar(20) not null', (row) =>
        at(7)(row) < 0.002 ? 'admin' : at(7)(row) < 0.01 ? 'support' : 'customer',
      ),
      newsletter: column('tinyint(1) not null', (row) => (at(8)(row) < 0.3 ? 1 : 0)),
      last_login_at: column(time, (row) =>
        at(9)(row) < 0.2 ? null : moment(now - (now - joined(row)) * at(15)(row) ** 2),
      ),
      created_at: column(time, (row) => moment(joined(row))),
      deleted_at: column(time, (row) => (at(16)(row) < 0.03 ? moment(now - 100 * DAY * at(17)(row)) : null)),
    }),
    table('sessions', n(60_000), {
      id: column('char(40) not null', (row) => hex(row, seed + 40, 40)),
      user_id: column('bigint unsigned null', (row) => (at(41)(row) < 0.6 ? null : buyer(at(42)(row)) + 1)),
      ip_address: column('varchar(45) null', (row) => `10.${Math.floor(at(43)(row) * 256)}.${row % 256}.7`),
      payload: column('text not null', (row) => hex(row, seed + 44, 160)),
      last_activity: column('int not null', (row) => Math.floor(now - 7_300 * at(45)(row) ** 1.5)),
    }),
    table('addresses', n(150_000), {
      id,
      user_id: column(bigint, (row) => (row < users ? row : buyer(at(50)(row))) + 1),
      street: column(text255, (row) => `${words(row, seed + 51, 2)} ${row % 140}`),
      country: column('char(2) not null', (row) => countries(at(52)(row))),
      is_default: column('tinyint(1) not null', (row) => (row < users ? 1 : 0)),
    }),
    table('categories', 60, {
      id,
      parent_id: column('bigint unsigned null', (row) => (row < 8 ? null : (row % 8) + 1)),
      slug: column(text255, (row) => `category-${row}`),
    }),
    table('products', products, {
      id,
      category_id: column(bigint, (row) => categories(at(32)(row)) + 1),
      brand_id: column(bigint, (row) => brands(at(33)(row)) + 1),
      sku: column('varchar(32) not null', (row) => `SKU-${String(row).padStart(7, '0')}`),
      slug: column(text255, (row) => `${word(row, seed + 34)}-${word(row, seed + 35)}-${row}`),
      name: column(text255, (row) => words(row, seed + 34, 3)),
      description: column('text not null', (row) => words(row, seed + 36, 40)),
      price: column('decimal(10,2) not null', price),
      stock: column('int not null', (row) =>
        at(37)(row) < 0.04 ? Math.floor(at(38)(row) * 5) : Math.floor(at(38)(row) * 400),
      ),
      active: column('tinyint(1) not null', (row) => (at(39)(row) < 0.88 ? 1 : 0)),
      created_at: column(time, (row) => moment(now - 1_300 * DAY * (1 - row / products))),
      deleted_at: column(time, (row) => (at(39)(row) > 0.96 ? moment(now - 50 * DAY) : null)),
    }),
    table('orders', orders, {
      id,
      user_id: column(bigint, (row) => orderUser(row) + 1),
      number: column('varchar(20) not null', (row) => `R${String(100_000 + row * 3).padStart(9, '0')}`),
      status: column('varchar(20) not null', status),
      coupon_id: column('bigint unsigned null', (row) => (at(18)(row) < 0.9 ? null : zipf(500, 0.9)(at(19)(row)) + 1)),
      shipping_country: column('char(2) not null', (row) =>
        at(22)(row) < 0.94 ? country(orderUser(row)) : countries(at(23)(row)),
      ),
      total: column('decimal(10,2) not null', total),
      note: column('varchar(255) null', (row) => (at(24)(row) < 0.8 ? null : words(row, seed + 25, 6))),
      created_at: column(time, (row) => moment(ordered(row))),
      updated_at: column(time, (row) => moment(Math.min(now, ordered(row) + DAY * 5 * at(26)(row)))),
      deleted_at: column(time, (row) => (at(27)(row) < 0.01 ? moment(Math.min(now, ordered(row) + DAY)) : null)),
    }),
    table('order_items', items, {
      id,
      order_id: column(bigint, (row) => (itemOrder[row] ?? 0) + 1),
      product_id: column(bigint, (row) => itemProduct(row) + 1),
      quantity: column('int not null', (row) => 1 + Math.floor(5 * at(28)(row) ** 4)),
      price: column('decimal(10,2) not null', (row) => price(itemProduct(row))),
    }),
    table('payments', orders, {
      id,
      order_id: column(bigint, (row) => row + 1),
      provider: column('varchar(20) not null', (row) =>
        weighted([
          ['paypal', 55],
          ['stripe', 35],
          ['invoice', 9],
          ['sofort', 1],
        ])(at(60)(row)),
      ),
      reference: column('varchar(64) not null', (row) => `pay_${hex(row, seed + 61, 24)}`),
      status: column('varchar(20) not null', (row) =>
        at(62)(row) < 0.015 ? 'failed' : status(row) === 'pending' ? 'open' : 'paid',
      ),
      amount: column('decimal(10,2) not null', total),
      created_at: column(time, (row) => moment(ordered(row) + 90)),
    }),
    table('reviews', reviews, {
      id,
      product_id: column(bigint, (row) => bought(at(70)(row)) + 1),
      user_id: column(bigint, (row) => buyer(at(71)(row)) + 1),
      rating: column('tinyint not null', (row) => 5 - Math.floor(5 * at(72)(row) ** 2)),
      approved: column('tinyint(1) not null', (row) => (row > reviews * 0.995 ? 0 : at(73)(row) < 0.97 ? 1 : 0)),
      body: column('text not null', (row) => words(row, seed + 74, 25)),
      created_at: column(time, (row) => moment(now - 1_200 * DAY * (1 - row / reviews))),
    }),
    table('notifications', n(200_000), {
      id: column('char(36) not null', (row) => `${hex(row, seed + 80, 24)}${String(row).padStart(12, '0')}`),
      type: column(text255, (row) => `App\\Notifications\\${at(82)(row) < 0.7 ? 'OrderShipped' : 'PriceDropped'}`),
      notifiable_type: column(text255, (row) => (at(83)(row) < 0.99 ? userMorph : 'App\\Models\\Team')),
      notifiable_id: column(bigint, (row) => buyer(at(84)(row)) + 1),
      data: column('text not null', (row) => words(row, seed + 85, 18)),
      read_at: column(time, (row) => (at(86)(row) < 0.75 ? moment(Math.min(now, notified(row) + DAY)) : null)),
      created_at: column(time, (row) => moment(notified(row))),
    }),
    table('jobs', n(30_000), {
      id,
      queue: column('varchar(64) not null', (row) =>
        weighted([
          ['default', 70],
          ['mail', 24],
          ['high', 1],
          ['export', 5],
        ])(at(87)(row)),
      ),
      payload: column('text not null', (row) => words(row, seed + 88, 30)),
      attempts: column('tinyint unsigned not null', (row) => (at(89)(row) < 0.05 ? 2 : 0)),
      // Most wait for their time (delayed mails); a few are being worked on.
      reserved_at: column('int unsigned null', (row) =>
        row < n(30_000) * 0.01 ? Math.floor(now - 60 * at(89)(row)) : null,
      ),
      available_at: column('int unsigned not null', (row) =>
        Math.floor(now + (at(79)(row) < 0.85 ? 3 * DAY * at(78)(row) : -30 * at(78)(row))),
      ),
    }),
    table('activity_log', n(300_000), {
      id,
      log_name: column('varchar(40) not null', (row) => (at(90)(row) < 0.9 ? 'default' : 'security')),
      subject_type: column(text255, (row) => logged(at(91)(row))),
      subject_id: column(
        bigint,
        (row) =>
          Math.floor(
            (logged(at(91)(row)) === orderMorph ? orders : logged(at(91)(row)) === userMorph ? users : products) *
              at(93)(row) ** 0.5,
          ) + 1,
      ),
      causer_id: column('bigint unsigned null', (row) =>
        at(94)(row) < 0.3 ? null : Math.floor(220 * at(95)(row) ** 2) + 1,
      ),
      event: column('varchar(20) not null', (row) =>
        at(96)(row) < 0.8 ? 'updated' : at(96)(row) < 0.97 ? 'created' : 'deleted',
      ),
      properties: column('text not null', (row) => words(row, seed + 97, 12)),
      created_at: column(time, (row) => moment(loggedAt(row))),
    }),
    table('carts', carts, {
      id,
      user_id: column('bigint unsigned null', (row) => (at(100)(row) < 0.4 ? null : buyer(at(101)(row)) + 1)),
      completed_at: column(time, (row) => (at(102)(row) < 0.55 ? moment(now - 200 * DAY * at(103)(row)) : null)),
      updated_at: column(time, (row) => moment(now - 200 * DAY * (1 - row / carts))),
    }),
    table('cart_items', carts * 2, {
      id,
      cart_id: column(bigint, (row) => Math.floor(carts * at(104)(row)) + 1),
      product_id: column(bigint, (row) => bought(at(105)(row)) + 1),
      quantity: column('int not null', (row) => 1 + Math.floor(3 * at(106)(row) ** 3)),
    }),
    table('wishlist_items', n(80_000), {
      id,
      user_id: column(bigint, (row) => buyer(at(107)(row)) + 1),
      product_id: column(bigint, (row) => bought(at(108)(row)) + 1),
      created_at: column(time, (row) => moment(now - 500 * DAY * (1 - row / n(80_000)))),
    }),
    table('images', products * 4, {
      id,
      imageable_type: column(text255, (row) => (row < products * 3 ? productMorph : 'App\\Models\\Review')),
      imageable_id: column(
        bigint,
        (row) => (row < products * 3 ? row % products : Math.floor(reviews * at(109)(row))) + 1,
      ),
      path: column(text255, (row) => `images/${hex(row, seed + 110, 20)}.webp`),
      position: column('int not null', (row) => Math.floor(row / products)),
    }),
    table('coupons', 500, {
      id,
      code: column('varchar(40) not null', (row) => word(row, seed + 111).toUpperCase() + row),
      expires_at: column(time, (row) => moment(now + 60 * DAY * (at(112)(row) - 0.7))),
    }),
  ];
}

/** @typedef {import('./workload.mjs').Draw} Draw */

const ago = (/** @type {number} */ days) => moment(now - days * DAY);
const user = (/** @type {Draw} */ d) => d.of('orders', 'user_id') ?? 1;
const product = (/** @type {Draw} */ d) => d.of('order_items', 'product_id') ?? 1;
const category = (/** @type {Draw} */ d) => d.of('products', 'category_id') ?? 1;
const many = (/** @type {number} */ count, /** @type {() => import('./workload.mjs').Value} */ of) => [
  ...new Set(Array.from({ length: count }, of)),
];
const recentOrder = (/** @type {Draw} */ d, /** @type {import('./workload.mjs').Table[]} */ tables) => {
  const rows = tables.find(({ name }) => name === 'orders')?.rows ?? 1;
  return Math.ceil(rows * (1 - 0.1 * d.next() ** 2));
};

/** As Laravel's query builder sends them. @param {import('./workload.mjs').Table[]} tables @returns {import('./workload.mjs').Template[]} */
const templates = (tables) => [
  // Signing in, sessions, customers.
  [
    'users.byEmail',
    3_000,
    'select * from `users` where `email` = ? and `users`.`deleted_at` is null limit 1',
    (d) => [d.of('users', 'email') ?? ''],
  ],
  [
    'users.find',
    2_000,
    'select * from `users` where `users`.`id` = ? and `users`.`deleted_at` is null limit 1',
    (d) => [user(d)],
  ],
  [
    'users.emailTaken',
    400,
    'select count(*) as aggregate from `users` where `email` = ?',
    (d) => [d.next() < 0.3 ? (d.of('users', 'email') ?? '') : `new.${Math.floor(d.next() * 1e6)}@mail.test`],
  ],
  [
    'users.page',
    60,
    'select * from `users` where `users`.`deleted_at` is null order by `created_at` desc limit 25 offset 0',
  ],
  ['users.count', 60, 'select count(*) as aggregate from `users` where `users`.`deleted_at` is null'],
  [
    'users.search',
    150,
    'select * from `users` where `name` like ? and `users`.`deleted_at` is null order by `name` asc limit 20',
    (d) => [`${String(d.of('users', 'name')).slice(0, 5)}%`],
  ],
  [
    'users.searchEmail',
    50,
    'select `id`, `name`, `email` from `users` where `email` like ? and `users`.`deleted_at` is null limit 20',
    (d) => [`${String(d.of('users', 'email')).slice(0, 7)}%`],
  ],
  [
    'users.newByCountry',
    20,
    'select count(*) as aggregate from `users` where `country` = ? and `created_at` >= ? and `users`.`deleted_at` is null',
    (d) => [d.of('users', 'country') ?? '', ago(30)],
  ],
  [
    'users.admins',
    40,
    "select * from `users` where `role` in ('admin', 'support') and `users`.`deleted_at` is null order by `name` asc",
  ],
  [
    'users.withOrdersCount',
    40,
    'select `users`.*, (select count(*) from `orders` where `users`.`id` = `orders`.`user_id` and `orders`.`deleted_at` is null) as `orders_count` from `users` where `users`.`deleted_at` is null order by `id` desc limit 25',
  ],
  [
    'users.whereHasPending',
    15,
    "select * from `users` where exists (select * from `orders` where `users`.`id` = `orders`.`user_id` and `status` = 'pending' and `created_at` >= ? and `orders`.`deleted_at` is null) and `users`.`deleted_at` is null limit 50",
    (d) => [ago(2 + Math.floor(d.next() * 4))],
  ],
  [
    'users.neverOrdered',
    5,
    'select * from `users` where `country` = ? and `newsletter` = 1 and not exists (select * from `orders` where `users`.`id` = `orders`.`user_id` and `orders`.`deleted_at` is null) and `users`.`deleted_at` is null order by `id` asc limit 100',
    (d) => [d.of('users', 'country') ?? ''],
  ],
  [
    'users.idleCustomers',
    4,
    'select count(*) as aggregate from `users` where `last_login_at` < ? and `newsletter` = 1 and `country` = ?',
    (d) => [ago(700 + Math.floor(d.next() * 200)), d.of('users', 'country') ?? ''],
  ],
  ['sessions.find', 2_000, 'select * from `sessions` where `id` = ? limit 1', (d) => [d.of('sessions', 'id') ?? '']],
  [
    'sessions.ofUser',
    120,
    'select * from `sessions` where `user_id` = ? order by `last_activity` desc',
    (d) => [user(d)],
  ],
  ['sessions.expired', 240, 'select `id` from `sessions` where `last_activity` <= ? limit 1000', () => [now - 7_200]],
  [
    'addresses.default',
    700,
    'select * from `addresses` where `user_id` = ? and `is_default` = 1 limit 1',
    (d) => [user(d)],
  ],
  [
    'addresses.ofUser',
    300,
    'select * from `addresses` where `addresses`.`user_id` = ? and `addresses`.`user_id` is not null',
    (d) => [user(d)],
  ],
  // Orders.
  [
    'orders.ofUser',
    2_500,
    'select * from `orders` where `orders`.`user_id` = ? and `orders`.`user_id` is not null and `orders`.`deleted_at` is null order by `created_at` desc limit 10',
    (d) => [user(d)],
  ],
  [
    'orders.ofUserCount',
    1_200,
    'select count(*) as aggregate from `orders` where `orders`.`user_id` = ? and `orders`.`user_id` is not null and `orders`.`deleted_at` is null',
    (d) => [user(d)],
  ],
  [
    'orders.byNumber',
    900,
    'select * from `orders` where `number` = ? and `orders`.`deleted_at` is null limit 1',
    (d) => [d.of('orders', 'number') ?? ''],
  ],
  [
    'orders.oldPending',
    360,
    "select * from `orders` where `status` = 'pending' and `created_at` < ? and `orders`.`deleted_at` is null order by `created_at` asc limit 50",
    (d) => [ago(1 + d.next())],
  ],
  [
    'orders.toPack',
    200,
    "select * from `orders` where `status` in ('paid', 'packed') and `orders`.`deleted_at` is null order by `created_at` asc limit 50",
  ],
  [
    'orders.latest',
    300,
    'select * from `orders` where `orders`.`deleted_at` is null order by `created_at` desc limit 20',
  ],
  [
    'orders.turnover',
    60,
    'select sum(`total`) as aggregate from `orders` where `created_at` between ? and ? and `orders`.`deleted_at` is null',
    (d) => {
      const days = Math.floor(d.next() * 60);
      return [ago(days + 7), ago(days)];
    },
  ],
  [
    'orders.byStatus',
    60,
    'select `status`, count(*) as `count` from `orders` where `created_at` >= ? and `orders`.`deleted_at` is null group by `status`',
    (d) => [ago(d.one([1, 7, 30]))],
  ],
  [
    'orders.byDay',
    40,
    'select date(`created_at`) as `day`, sum(`total`) as `turnover` from `orders` where `created_at` >= ? and `orders`.`deleted_at` is null group by date(`created_at`) order by `day` asc',
    (d) => [ago(d.one([14, 30]))],
  ],
  [
    'orders.export',
    80,
    'select * from `orders` where `status` = ? and `id` < ? and `orders`.`deleted_at` is null order by `id` desc limit 100',
    (d) => [d.one(['completed', 'completed', 'cancelled', 'refunded']), recentOrder(d, tables)],
  ],
  [
    'orders.ofUserByStatus',
    500,
    'select count(*) as aggregate from `orders` where `user_id` = ? and `status` = ? and `orders`.`deleted_at` is null',
    (d) => [user(d), d.one(['completed', 'pending', 'shipped'])],
  ],
  [
    'orders.ofCoupon',
    100,
    'select count(*) as aggregate from `orders` where `coupon_id` = ? and `orders`.`deleted_at` is null',
    (d) => [1 + Math.floor(500 * d.next() ** 2)],
  ],
  [
    'orders.countryReport',
    6,
    "select `users`.`country`, count(*) as `orders`, sum(`orders`.`total`) as `turnover` from `orders` inner join `users` on `users`.`id` = `orders`.`user_id` where `orders`.`created_at` between ? and ? and `orders`.`status` = 'completed' and `orders`.`deleted_at` is null group by `users`.`country`",
    (d) => {
      const days = 10 + Math.floor(d.next() * 300);
      return [ago(days + 30), ago(days)];
    },
  ],
  [
    'orders.ofUsers',
    300,
    'select * from `orders` where `orders`.`user_id` in (?) and `orders`.`deleted_at` is null',
    (d) => [many(10, () => user(d))],
  ],
  [
    'orders.lastOfUser',
    400,
    'select max(`created_at`) as aggregate from `orders` where `user_id` = ? and `orders`.`deleted_at` is null',
    (d) => [user(d)],
  ],
  [
    'orders.byCountry',
    100,
    'select * from `orders` where `shipping_country` = ? and `status` = ? and `orders`.`deleted_at` is null order by `created_at` desc limit 25 offset 0',
    (d) => [d.of('orders', 'shipping_country') ?? '', d.one(['completed', 'shipped', 'paid'])],
  ],
  [
    'orders.largest',
    10,
    "select * from `orders` where `status` = 'completed' and `total` > ? and `orders`.`deleted_at` is null order by `total` desc limit 20",
    (d) => [d.one([150, 300])],
  ],
  [
    'orders.isCustomer',
    600,
    "select exists(select * from `orders` where `user_id` = ? and `status` = 'completed' and `orders`.`deleted_at` is null) as `exists`",
    (d) => [user(d)],
  ],
  [
    'orders.changed',
    30,
    'select * from `orders` where `updated_at` > ? order by `updated_at` asc limit 200',
    (d) => [moment(now - 3_600 * (1 + d.next()))],
  ],
  // Their lines.
  [
    'items.ofOrders',
    2_500,
    'select * from `order_items` where `order_items`.`order_id` in (?)',
    (d) => [many(10, () => recentOrder(d, tables))],
  ],
  [
    'items.ofOrder',
    1_500,
    'select * from `order_items` where `order_items`.`order_id` = ? and `order_items`.`order_id` is not null',
    (d) => [recentOrder(d, tables)],
  ],
  [
    'items.sold',
    300,
    'select sum(`quantity`) as aggregate from `order_items` where `product_id` = ?',
    (d) => [product(d)],
  ],
  [
    'items.bestSellers',
    6,
    "select `order_items`.`product_id`, sum(`order_items`.`quantity`) as `sold` from `order_items` inner join `orders` on `orders`.`id` = `order_items`.`order_id` where `orders`.`created_at` >= ? and `orders`.`status` <> 'cancelled' group by `order_items`.`product_id` order by `sold` desc limit 10",
    (d) => [ago(d.one([7, 30]))],
  ],
  [
    'items.boughtTogether',
    80,
    'select `other`.`product_id`, count(*) as `times` from `order_items` inner join `order_items` as `other` on `other`.`order_id` = `order_items`.`order_id` where `order_items`.`product_id` = ? and `other`.`product_id` <> ? group by `other`.`product_id` order by `times` desc limit 5',
    (d) => {
      const one = product(d);
      return [one, one];
    },
  ],
  [
    'items.hasBought',
    250,
    'select exists(select * from `order_items` inner join `orders` on `orders`.`id` = `order_items`.`order_id` where `orders`.`user_id` = ? and `order_items`.`product_id` = ?) as `exists`',
    (d) => [user(d), product(d)],
  ],
  // Browsing.
  [
    'products.bySlug',
    4_000,
    'select * from `products` where `slug` = ? and `active` = 1 and `products`.`deleted_at` is null limit 1',
    (d) => [d.of('products', 'slug', Number(product(d)) - 1) ?? ''],
  ],
  ['products.bySku', 200, 'select * from `products` where `sku` = ? limit 1', (d) => [d.of('products', 'sku') ?? '']],
  [
    'products.ofCategory',
    1_800,
    'select * from `products` where `category_id` = ? and `active` = 1 and `products`.`deleted_at` is null order by `price` asc limit 24 offset 0',
    (d) => [category(d)],
  ],
  [
    'products.ofCategoryCount',
    1_800,
    'select count(*) as aggregate from `products` where `category_id` = ? and `active` = 1 and `products`.`deleted_at` is null',
    (d) => [category(d)],
  ],
  [
    'products.newInCategories',
    400,
    'select * from `products` where `category_id` in (?) and `active` = 1 and `products`.`deleted_at` is null order by `created_at` desc limit 24',
    (d) => [many(5, () => category(d))],
  ],
  [
    'products.search',
    700,
    'select `id`, `name`, `slug` from `products` where `name` like ? and `active` = 1 and `products`.`deleted_at` is null limit 10',
    (d) => [`${String(d.of('products', 'name')).slice(0, 4)}%`],
  ],
  [
    'products.lowStock',
    30,
    'select * from `products` where `stock` < 5 and `active` = 1 and `products`.`deleted_at` is null order by `stock` asc limit 50',
  ],
  [
    'products.ofBrand',
    200,
    'select * from `products` where `brand_id` = ? and `price` between ? and ? and `active` = 1 and `products`.`deleted_at` is null',
    (d) => {
      const from = Math.floor(d.next() * 60);
      return [d.of('products', 'brand_id') ?? 1, from, from + 30];
    },
  ],
  [
    'products.withRating',
    250,
    'select `products`.*, (select avg(`reviews`.`rating`) from `reviews` where `products`.`id` = `reviews`.`product_id` and `approved` = 1) as `reviews_avg_rating` from `products` where `category_id` = ? and `active` = 1 and `products`.`deleted_at` is null order by `id` asc limit 24',
    (d) => [category(d)],
  ],
  [
    'products.brandsOfCategory',
    300,
    'select `brand_id`, count(*) as `count` from `products` where `category_id` = ? and `active` = 1 and `products`.`deleted_at` is null group by `brand_id`',
    (d) => [category(d)],
  ],
  [
    'products.wished',
    300,
    'select `products`.*, `wishlist_items`.`user_id` as `pivot_user_id`, `wishlist_items`.`product_id` as `pivot_product_id` from `products` inner join `wishlist_items` on `products`.`id` = `wishlist_items`.`product_id` where `wishlist_items`.`user_id` = ? and `products`.`deleted_at` is null',
    (d) => [user(d)],
  ],
  [
    'products.reviewedWell',
    20,
    'select * from `products` where exists (select * from `reviews` where `products`.`id` = `reviews`.`product_id` and `rating` = 5 and `created_at` >= ?) and `category_id` = ? and `active` = 1 and `products`.`deleted_at` is null limit 24',
    (d) => [ago(60), category(d)],
  ],
  [
    'images.ofProducts',
    2_200,
    'select * from `images` where `images`.`imageable_type` = ? and `images`.`imageable_id` in (?)',
    (d) => [productMorph, many(24, () => product(d))],
  ],
  [
    'coupons.byCode',
    300,
    'select * from `coupons` where `code` = ? and `expires_at` >= ? limit 1',
    (d) => [d.of('coupons', 'code') ?? '', ago(0)],
  ],
  [
    'categories.children',
    900,
    'select * from `categories` where `parent_id` = ?',
    (d) => [1 + Math.floor(d.next() * 8)],
  ],
  // Reviews, payments.
  [
    'reviews.ofProduct',
    1_500,
    'select * from `reviews` where `product_id` = ? and `approved` = 1 order by `created_at` desc limit 10',
    (d) => [product(d)],
  ],
  [
    'reviews.rating',
    1_500,
    'select avg(`rating`) as `average`, count(*) as `count` from `reviews` where `product_id` = ? and `approved` = 1',
    (d) => [product(d)],
  ],
  ['reviews.toModerate', 60, 'select * from `reviews` where `approved` = 0 order by `created_at` asc limit 50'],
  ['reviews.ofUser', 100, 'select * from `reviews` where `user_id` = ? order by `id` desc', (d) => [user(d)]],
  [
    'payments.byReference',
    500,
    'select * from `payments` where `reference` = ? limit 1',
    (d) => [d.of('payments', 'reference') ?? ''],
  ],
  [
    'payments.ofOrder',
    800,
    'select * from `payments` where `payments`.`order_id` = ? and `payments`.`order_id` is not null limit 1',
    (d) => [recentOrder(d, tables)],
  ],
  [
    'payments.failed',
    30,
    "select * from `payments` where `status` = 'failed' and `created_at` >= ? order by `created_at` desc limit 50",
    (d) => [ago(d.one([1, 7]))],
  ],
  [
    'payments.byProvider',
    10,
    'select `provider`, `status`, count(*) as `count`, sum(`amount`) as `amount` from `payments` where `created_at` between ? and ? group by `provider`, `status`',
    (d) => {
      const days = Math.floor(d.next() * 200);
      return [ago(days + 30), ago(days)];
    },
  ],
  // What runs in the background.
  [
    'notifications.unread',
    3_000,
    'select * from `notifications` where `notifications`.`notifiable_type` = ? and `notifications`.`notifiable_id` = ? and `notifications`.`notifiable_id` is not null and `read_at` is null order by `created_at` desc limit 20',
    (d) => [userMorph, user(d)],
  ],
  [
    'notifications.unreadCount',
    3_000,
    'select count(*) as aggregate from `notifications` where `notifications`.`notifiable_type` = ? and `notifications`.`notifiable_id` = ? and `notifications`.`notifiable_id` is not null and `read_at` is null',
    (d) => [userMorph, user(d)],
  ],
  [
    'notifications.page',
    300,
    'select * from `notifications` where `notifications`.`notifiable_type` = ? and `notifications`.`notifiable_id` = ? and `notifications`.`notifiable_id` is not null order by `created_at` desc limit 15 offset 0',
    (d) => [userMorph, user(d)],
  ],
  [
    'notifications.prune',
    2,
    'select `id` from `notifications` where `created_at` < ? and `read_at` is not null limit 1000',
    () => [ago(365)],
  ],
  [
    'jobs.pop',
    4_000,
    'select * from `jobs` where `queue` = ? and ((`reserved_at` is null and `available_at` <= ?) or (`reserved_at` <= ?)) order by `id` asc limit 1',
    (d) => [d.of('jobs', 'queue') ?? '', now, now - 90],
  ],
  [
    'jobs.size',
    360,
    'select count(*) as aggregate from `jobs` where `queue` = ?',
    (d) => [d.one(['default', 'mail', 'high', 'export'])],
  ],
  [
    'activity.ofSubject',
    200,
    'select * from `activity_log` where `activity_log`.`subject_type` = ? and `activity_log`.`subject_id` = ? and `activity_log`.`subject_id` is not null order by `id` desc limit 20',
    (d) => [orderMorph, recentOrder(d, tables)],
  ],
  [
    'activity.ofCauser',
    30,
    'select * from `activity_log` where `causer_id` = ? and `created_at` >= ? order by `created_at` desc limit 50',
    (d) => [1 + Math.floor(220 * d.next() ** 2), ago(14)],
  ],
  [
    'activity.security',
    12,
    "select count(*) as aggregate from `activity_log` where `log_name` = 'security' and `event` = ? and `created_at` >= ?",
    (d) => [d.one(['updated', 'deleted']), ago(d.one([1, 7]))],
  ],
  [
    'activity.prune',
    6,
    'select `id` from `activity_log` where `created_at` < ? order by `id` asc limit 1000',
    () => [ago(119)],
  ],
  [
    'carts.open',
    2_000,
    'select * from `carts` where `user_id` = ? and `completed_at` is null limit 1',
    (d) => [user(d)],
  ],
  [
    'carts.abandoned',
    12,
    'select * from `carts` where `completed_at` is null and `updated_at` between ? and ? and `user_id` is not null limit 200',
    (d) => {
      const days = 1 + Math.floor(d.next() * 3);
      return [ago(days + 1), ago(days)];
    },
  ],
  [
    'cartItems.ofCart',
    3_000,
    'select * from `cart_items` where `cart_items`.`cart_id` = ? and `cart_items`.`cart_id` is not null',
    (d) => [d.of('cart_items', 'cart_id') ?? 1],
  ],
  [
    'orders.ofDay',
    25,
    'select count(*) as aggregate from `orders` where date(`created_at`) = ?',
    (d) => [day(now - DAY * Math.ceil(d.next() * 14))],
  ],
];

/** @type {import('./workload.mjs').Writes[]} */
const writes = [
  {
    table: 'users',
    insertsPerHour: 60,
    deletesPerHour: 1,
    updates: [
      { columns: ['last_login_at'], perHour: 900 },
      { columns: ['name', 'email'], perHour: 15 },
      { columns: ['deleted_at'], perHour: 3 },
    ],
  },
  {
    table: 'sessions',
    insertsPerHour: 1_200,
    deletesPerHour: 1_200,
    updates: [{ columns: ['payload', 'last_activity'], perHour: 12_000 }],
  },
  {
    table: 'addresses',
    insertsPerHour: 70,
    deletesPerHour: 5,
    updates: [{ columns: ['street', 'is_default'], perHour: 30 }],
  },
  {
    table: 'products',
    insertsPerHour: 2,
    deletesPerHour: 0,
    updates: [
      { columns: ['stock'], perHour: 2_600 },
      { columns: ['price'], perHour: 40 },
      { columns: ['name', 'slug', 'description', 'active'], perHour: 20 },
    ],
  },
  {
    table: 'orders',
    insertsPerHour: 900,
    deletesPerHour: 0,
    updates: [
      { columns: ['status', 'updated_at'], perHour: 3_200 },
      { columns: ['deleted_at', 'updated_at'], perHour: 9 },
    ],
  },
  { table: 'order_items', insertsPerHour: 2_400, deletesPerHour: 5, updates: [] },
  { table: 'payments', insertsPerHour: 900, deletesPerHour: 0, updates: [{ columns: ['status'], perHour: 900 }] },
  { table: 'reviews', insertsPerHour: 80, deletesPerHour: 2, updates: [{ columns: ['approved'], perHour: 75 }] },
  {
    table: 'notifications',
    insertsPerHour: 2_500,
    deletesPerHour: 2_000,
    updates: [{ columns: ['read_at'], perHour: 1_500 }],
  },
  {
    table: 'jobs',
    insertsPerHour: 3_600,
    deletesPerHour: 3_600,
    updates: [{ columns: ['reserved_at', 'attempts'], perHour: 3_600 }],
  },
  { table: 'activity_log', insertsPerHour: 6_000, deletesPerHour: 6_000, updates: [] },
  {
    table: 'carts',
    insertsPerHour: 700,
    deletesPerHour: 300,
    updates: [
      { columns: ['updated_at'], perHour: 2_000 },
      { columns: ['completed_at', 'updated_at'], perHour: 900 },
    ],
  },
  {
    table: 'cart_items',
    insertsPerHour: 2_000,
    deletesPerHour: 900,
    updates: [{ columns: ['quantity'], perHour: 600 }],
  },
  { table: 'wishlist_items', insertsPerHour: 200, deletesPerHour: 80, updates: [] },
  { table: 'images', insertsPerHour: 10, deletesPerHour: 1, updates: [] },
];

/**
 * The shop of a Laravel application.
 * @param {number} scale 1: a million order items
 * @param {number} seed
 * @returns {import('./workload.mjs').Workload}
 */
export function shop(scale, seed) {
  const tables = shopTables(scale, seed);
  return {
    name: 'shop',
    scale,
    seed,
    tables,
    queries: queriesOf(tables, seed, templates(tables)),
    writes,
    usual: [
      ['sessions', 'user_id'],
      ['addresses', 'user_id'],
      ['categories', 'parent_id'],
      ['products', 'category_id'],
      ['products', 'brand_id'],
      ['orders', 'user_id'],
      ['orders', 'coupon_id'],
      ['order_items', 'order_id'],
      ['order_items', 'product_id'],
      ['payments', 'order_id'],
      ['reviews', 'product_id'],
      ['reviews', 'user_id'],
      ['notifications', 'notifiable_type', 'notifiable_id'],
      ['activity_log', 'subject_type', 'subject_id'],
      ['activity_log', 'causer_id'],
      ['carts', 'user_id'],
      ['cart_items', 'cart_id'],
      ['cart_items', 'product_id'],
      ['wishlist_items', 'user_id'],
      ['wishlist_items', 'product_id'],
      ['images', 'imageable_type', 'imageable_id'],
    ],
  };
}
