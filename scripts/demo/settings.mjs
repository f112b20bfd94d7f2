// What the demo is called and how large it is. Everything here is invented and reachable on 127.0.0.1 only.

/** APP_NAME of the demo shop; Laravel derives the Redis prefixes, spatie/laravel-backup the archive folder from it. */
export const appName = 'Demo Shop';
export const legacyName = 'Legacy Shop';

/** The application's own database users. The # is there on purpose: without quotes a .env cuts the value at it. */
export const shopUser = { database: 'shop', user: 'shop_app', password: 's3cret#shop' };
export const legacyUser = { database: 'legacy_shop', user: 'legacy_app', password: 'legacy-secret' };

/** Rows. order_items come out at 3.5 times the orders. */
export const sizes = { users: 120_000, products: 5_000, orders: 320_000, reviews: 60_000, legacyOrders: 4_000 };
