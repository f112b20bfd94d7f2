// The database servers that the demo and the tests run on. Types: servers.d.mts.
export { findLaravel13 } from './laravel.mjs';
export { cacheDir, startMariadb } from './mariadb.mjs';
export { startMysql } from './mysql.mjs';
export { ensurePackages } from './packages.mjs';
export { startRedis } from './redis.mjs';
export { freePort, sweep } from './serverProcess.mjs';
