// The tables of the shop.
import { hex, moment, noise, now, weighted, word, words, zipf } from '../random.mjs';
import { column, id, table } from '../workload.mjs';

export const DAY = 86_400;
export const userMorph = 'App\\Models\\User';
export const productMorph = 'App\\Models\\Product';
export const orderMorph = 'App\\Models\\Order';

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

/** @param {number} scale @param {number} seed @returns {import('../workload.mjs').Table[]} */
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
