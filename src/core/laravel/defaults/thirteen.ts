import { type DefaultTables, changed } from './tables';
import { twelve } from './twelve';

const masks = { mask_bindings_in_exception_messages: "env('DB_MASK_BINDINGS', false)" };
const retries = { command_retries: "env('REDIS_COMMAND_RETRIES', 0)" };

/** What laravel/framework 13 (13.31) changed in 12's. */
export const thirteen: DefaultTables = changed(twelve, {
  cache: {
    stores: {
      storage: {
        driver: "'storage'",
        disk: "env('CACHE_STORAGE_DISK')",
        path: "env('CACHE_STORAGE_PATH', 'framework/cache/data')",
      },
    },
    prefix: "env('CACHE_PREFIX', Str::slug((string) env('APP_NAME', 'laravel')).'-cache-')",
  },
  database: {
    connections: {
      sqlite: masks,
      mysql: masks,
      mariadb: masks,
      sqlsrv: masks,
      pgsql: {
        ...masks,
        pooled: "env('DB_POOLED', false)",
        direct:
          "array_filter(['host' => env('DB_DIRECT_HOST'), 'port' => env('DB_DIRECT_PORT'), 'username' => env('DB_DIRECT_USERNAME'), 'password' => env('DB_DIRECT_PASSWORD'), 'sslmode' => env('DB_DIRECT_SSLMODE')])",
      },
    },
    redis: {
      options: { prefix: "env('REDIS_PREFIX', Str::slug((string) env('APP_NAME', 'laravel')).'-database-')" },
      default: retries,
      cache: retries,
    },
  },
  images: { default: "env('IMAGE_DRIVER', 'gd')" },
  logging: {
    channels: {
      daily: { days: null, max_files: "env('LOG_DAILY_DAYS', 14)" },
      monthly: {
        driver: "'monthly'",
        path: "storage_path('logs/laravel.log')",
        level: "env('LOG_LEVEL', 'debug')",
        max_files: '3',
        replace_placeholders: 'true',
      },
    },
  },
  queue: {
    connections: {
      sqs: {
        overflow: {
          enabled: "env('SQS_OVERFLOW_ENABLED', false)",
          store: "env('SQS_OVERFLOW_STORE')",
          always: 'false',
          delete_after_processing: 'true',
          flush_on_clear: "env('SQS_OVERFLOW_FLUSH_ON_CLEAR', false)",
        },
      },
    },
  },
  session: { cookie: "env('SESSION_COOKIE', Str::snake((string) env('APP_NAME', 'laravel')).'_session')" },
});
