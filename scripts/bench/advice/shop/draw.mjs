// Values as the shop's users bring them along.
import { moment, now } from '../random.mjs';
import { DAY } from './tables.mjs';

/** @typedef {import('../workload.mjs').Draw} Draw */

export const ago = (/** @type {number} */ days) => moment(now - days * DAY);
export const user = (/** @type {Draw} */ d) => d.of('orders', 'user_id') ?? 1;
export const product = (/** @type {Draw} */ d) => d.of('order_items', 'product_id') ?? 1;
export const category = (/** @type {Draw} */ d) => d.of('products', 'category_id') ?? 1;
export const many = (/** @type {number} */ count, /** @type {() => import('../workload.mjs').Value} */ of) => [
  ...new Set(Array.from({ length: count }, of)),
];
export const recentOrder = (/** @type {Draw} */ d, /** @type {import('../workload.mjs').Table[]} */ tables) => {
  const rows = tables.find(({ name }) => name === 'orders')?.rows ?? 1;
  return Math.ceil(rows * (1 - 0.1 * d.next() ** 2));
};
