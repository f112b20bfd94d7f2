// What the shop asks while people look around, and in the background.
import { day, now } from '../random.mjs';
import { ago, category, many, product, recentOrder, user } from './draw.mjs';
import { DAY, orderMorph, productMorph, userMorph } from './tables.mjs';

/** @param {import('../workload.mjs').Table[]} tables @returns {import('../workload.mjs').Template[]} */
export const browsing = (tables) => [
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
