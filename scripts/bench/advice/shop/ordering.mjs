// What the shop asks about customers, orders and their lines.
import { moment, now } from '../random.mjs';
import { ago, many, product, recentOrder, user } from './draw.mjs';

/** @param {import('../workload.mjs').Table[]} tables @returns {import('../workload.mjs').Template[]} */
export const ordering = (tables) => [
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
];
