// A Laravel shop after some years: few customers and products make most of the traffic, what is old is finished, statuses go with
// age, cities with countries. At scale 1: 120,000 users, 400,000 orders, over 1,000,000 order items.
import { browsing } from './shop/browsing.mjs';
import { ordering } from './shop/ordering.mjs';
import { shopTables } from './shop/tables.mjs';
import { queriesOf } from './workload.mjs';

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
    queries: queriesOf(tables, seed, [...ordering(tables), ...browsing(tables)]),
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
