import { type DefaultTables, changed } from './tables';
import { eleven } from './eleven';

const redisRetries = {
  max_retries: "env('REDIS_MAX_RETRIES', 3)",
  backoff_algorithm: "env('REDIS_BACKOFF_ALGORITHM', 'decorrelated_jitter')",
  backoff_base: "env('REDIS_BACKOFF_BASE', 100)",
  backoff_cap: "env('REDIS_BACKOFF_CAP', 1000)",
};

/** What laravel/framework 12 (12.67) changed in 11's. */
export const twelve: DefaultTables = changed(eleven, {
  app: { timezone: "'UTC'" },
  cache: {
    stores: {
      session: { driver: "'session'", key: "env('SESSION_CACHE_KEY', '_cache')" },
      failover: { driver: "'failover'", stores: "['database', 'array']" },
    },
  },
  database: {
    connections: { sqlite: { prefix_indexes: 'null', transaction_mode: "'DEFERRED'", pragmas: '[]' } },
    redis: { default: redisRetries, cache: redisRetries },
  },
  filesystems: {
    disks: {
      local: { root: "storage_path('app/private')", serve: 'true' },
      public: { url: "rtrim((string) env('APP_URL'), '/').'/storage'" },
    },
  },
  hashing: { bcrypt: { limit: "env('BCRYPT_LIMIT', null)" } },
  logging: { channels: { stderr: { with: null, handler_with: { stream: "'php://stderr'" } } } },
  mail: { mailers: { failover: { retry_after: '60' }, roundrobin: { retry_after: '60' } } },
  queue: {
    connections: {
      deferred: { driver: "'deferred'" },
      failover: { driver: "'failover'", connections: "['database', 'deferred']" },
    },
  },
});
