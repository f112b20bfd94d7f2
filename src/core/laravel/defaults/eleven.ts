import type { DefaultTables } from './tables';

// What laravel/framework 11 merges under the application's own configuration (its config folder, 11.56), written as one
// PHP expression a key. Left out, because they are long and no concern of operations: app.providers, app.aliases,
// services, view, and the cloud mail transports' details.

const mysql = {
  url: "env('DB_URL')",
  host: "env('DB_HOST', '127.0.0.1')",
  port: "env('DB_PORT', '3306')",
  database: "env('DB_DATABASE', 'laravel')",
  username: "env('DB_USERNAME', 'root')",
  password: "env('DB_PASSWORD', '')",
  unix_socket: "env('DB_SOCKET', '')",
  charset: "env('DB_CHARSET', 'utf8mb4')",
  collation: "env('DB_COLLATION', 'utf8mb4_unicode_ci')",
  prefix: "''",
  prefix_indexes: 'true',
  strict: 'true',
  engine: 'null',
  options: "extension_loaded('pdo_mysql') ? array_filter([\\PDO::MYSQL_ATTR_SSL_CA => env('MYSQL_ATTR_SSL_CA')]) : []",
};

/** Connections to servers other than MySQL share these. */
const otherServer = {
  url: "env('DB_URL')",
  database: "env('DB_DATABASE', 'laravel')",
  username: "env('DB_USERNAME', 'root')",
  password: "env('DB_PASSWORD', '')",
  charset: "env('DB_CHARSET', 'utf8')",
  prefix: "''",
  prefix_indexes: 'true',
};

const redis = {
  url: "env('REDIS_URL')",
  host: "env('REDIS_HOST', '127.0.0.1')",
  username: "env('REDIS_USERNAME')",
  password: "env('REDIS_PASSWORD')",
  port: "env('REDIS_PORT', '6379')",
};

const aws = {
  key: "env('AWS_ACCESS_KEY_ID')",
  secret: "env('AWS_SECRET_ACCESS_KEY')",
};

const level = "env('LOG_LEVEL', 'debug')";
const placeholders = { replace_placeholders: 'true' };
const logFile = { path: "storage_path('logs/laravel.log')", level, ...placeholders };
const processors = { processors: "['Monolog\\\\Processor\\\\PsrLogMessageProcessor']" };

const broadcastServer = (name: 'REVERB' | 'PUSHER') => ({
  key: `env('${name}_APP_KEY')`,
  secret: `env('${name}_APP_SECRET')`,
  app_id: `env('${name}_APP_ID')`,
});

export const eleven: DefaultTables = {
  app: {
    name: "env('APP_NAME', 'Laravel')",
    env: "env('APP_ENV', 'production')",
    debug: "(bool) env('APP_DEBUG', false)",
    url: "env('APP_URL', 'http://localhost')",
    frontend_url: "env('FRONTEND_URL', 'http://localhost:3000')",
    asset_url: "env('ASSET_URL')",
    timezone: "env('APP_TIMEZONE', 'UTC')",
    locale: "env('APP_LOCALE', 'en')",
    fallback_locale: "env('APP_FALLBACK_LOCALE', 'en')",
    faker_locale: "env('APP_FAKER_LOCALE', 'en_US')",
    cipher: "'AES-256-CBC'",
    key: "env('APP_KEY')",
    previous_keys: "[...array_filter(explode(',', (string) env('APP_PREVIOUS_KEYS', '')))]",
    maintenance: {
      driver: "env('APP_MAINTENANCE_DRIVER', 'file')",
      store: "env('APP_MAINTENANCE_STORE', 'database')",
    },
  },
  auth: {
    defaults: { guard: "env('AUTH_GUARD', 'web')", passwords: "env('AUTH_PASSWORD_BROKER', 'users')" },
    guards: { web: { driver: "'session'", provider: "'users'" } },
    providers: { users: { driver: "'eloquent'", model: "env('AUTH_MODEL', 'App\\\\Models\\\\User')" } },
    passwords: {
      users: {
        provider: "'users'",
        table: "env('AUTH_PASSWORD_RESET_TOKEN_TABLE', 'password_reset_tokens')",
        expire: '60',
        throttle: '60',
      },
    },
    password_timeout: "env('AUTH_PASSWORD_TIMEOUT', 10800)",
  },
  broadcasting: {
    default: "env('BROADCAST_CONNECTION', 'null')",
    connections: {
      reverb: {
        driver: "'reverb'",
        ...broadcastServer('REVERB'),
        options: {
          host: "env('REVERB_HOST')",
          port: "env('REVERB_PORT', 443)",
          scheme: "env('REVERB_SCHEME', 'https')",
          useTLS: "env('REVERB_SCHEME', 'https') === 'https'",
        },
        client_options: '[]',
      },
      pusher: {
        driver: "'pusher'",
        ...broadcastServer('PUSHER'),
        options: {
          cluster: "env('PUSHER_APP_CLUSTER')",
          host: "env('PUSHER_HOST') ?: 'api-'.env('PUSHER_APP_CLUSTER', 'mt1').'.pusher.com'",
          port: "env('PUSHER_PORT', 443)",
          scheme: "env('PUSHER_SCHEME', 'https')",
          encrypted: 'true',
          useTLS: "env('PUSHER_SCHEME', 'https') === 'https'",
        },
        client_options: '[]',
      },
      ably: { driver: "'ably'", key: "env('ABLY_KEY')" },
      log: { driver: "'log'" },
      null: { driver: "'null'" },
    },
  },
  cache: {
    default: "env('CACHE_STORE', 'database')",
    stores: {
      array: { driver: "'array'", serialize: 'false' },
      database: {
        driver: "'database'",
        connection: "env('DB_CACHE_CONNECTION')",
        table: "env('DB_CACHE_TABLE', 'cache')",
        lock_connection: "env('DB_CACHE_LOCK_CONNECTION')",
        lock_table: "env('DB_CACHE_LOCK_TABLE')",
      },
      file: {
        driver: "'file'",
        path: "storage_path('framework/cache/data')",
        lock_path: "storage_path('framework/cache/data')",
      },
      memcached: {
        driver: "'memcached'",
        persistent_id: "env('MEMCACHED_PERSISTENT_ID')",
        sasl: "[env('MEMCACHED_USERNAME'), env('MEMCACHED_PASSWORD')]",
        options: '[]',
        servers:
          "[['host' => env('MEMCACHED_HOST', '127.0.0.1'), 'port' => env('MEMCACHED_PORT', 11211), 'weight' => 100]]",
      },
      redis: {
        driver: "'redis'",
        connection: "env('REDIS_CACHE_CONNECTION', 'cache')",
        lock_connection: "env('REDIS_CACHE_LOCK_CONNECTION', 'default')",
      },
      dynamodb: {
        driver: "'dynamodb'",
        ...aws,
        region: "env('AWS_DEFAULT_REGION', 'us-east-1')",
        table: "env('DYNAMODB_CACHE_TABLE', 'cache')",
        endpoint: "env('DYNAMODB_ENDPOINT')",
      },
      octane: { driver: "'octane'" },
    },
    prefix: "env('CACHE_PREFIX', Str::slug((string) env('APP_NAME', 'laravel'), '_').'_cache_')",
  },
  concurrency: { default: "env('CONCURRENCY_DRIVER', 'process')" },
  cors: {
    paths: "['api/*', 'sanctum/csrf-cookie']",
    allowed_methods: "['*']",
    allowed_origins: "['*']",
    allowed_origins_patterns: '[]',
    allowed_headers: "['*']",
    exposed_headers: '[]',
    max_age: '0',
    supports_credentials: 'false',
  },
  database: {
    default: "env('DB_CONNECTION', 'sqlite')",
    connections: {
      sqlite: {
        driver: "'sqlite'",
        url: "env('DB_URL')",
        database: "env('DB_DATABASE', database_path('database.sqlite'))",
        prefix: "''",
        foreign_key_constraints: "env('DB_FOREIGN_KEYS', true)",
        busy_timeout: 'null',
        journal_mode: 'null',
        synchronous: 'null',
      },
      mysql: { driver: "'mysql'", ...mysql },
      mariadb: { driver: "'mariadb'", ...mysql },
      pgsql: {
        driver: "'pgsql'",
        host: "env('DB_HOST', '127.0.0.1')",
        port: "env('DB_PORT', '5432')",
        ...otherServer,
        search_path: "'public'",
        sslmode: "'prefer'",
      },
      sqlsrv: {
        driver: "'sqlsrv'",
        host: "env('DB_HOST', 'localhost')",
        port: "env('DB_PORT', '1433')",
        ...otherServer,
      },
    },
    migrations: { table: "'migrations'", update_date_on_publish: 'true' },
    redis: {
      client: "env('REDIS_CLIENT', 'phpredis')",
      options: {
        cluster: "env('REDIS_CLUSTER', 'redis')",
        prefix: "env('REDIS_PREFIX', Str::slug((string) env('APP_NAME', 'laravel'), '_').'_database_')",
        persistent: "env('REDIS_PERSISTENT', false)",
      },
      default: { ...redis, database: "env('REDIS_DB', '0')" },
      cache: { ...redis, database: "env('REDIS_CACHE_DB', '1')" },
    },
  },
  filesystems: {
    default: "env('FILESYSTEM_DISK', 'local')",
    disks: {
      local: { driver: "'local'", root: "storage_path('app')", throw: 'false', report: 'false' },
      public: {
        driver: "'local'",
        root: "storage_path('app/public')",
        url: "env('APP_URL').'/storage'",
        visibility: "'public'",
        throw: 'false',
        report: 'false',
      },
      s3: {
        driver: "'s3'",
        ...aws,
        region: "env('AWS_DEFAULT_REGION')",
        bucket: "env('AWS_BUCKET')",
        url: "env('AWS_URL')",
        endpoint: "env('AWS_ENDPOINT')",
        use_path_style_endpoint: "env('AWS_USE_PATH_STYLE_ENDPOINT', false)",
        throw: 'false',
        report: 'false',
      },
    },
    links: "[public_path('storage') => storage_path('app/public')]",
  },
  hashing: {
    driver: "env('HASH_DRIVER', 'bcrypt')",
    bcrypt: { rounds: "env('BCRYPT_ROUNDS', 12)", verify: "env('HASH_VERIFY', true)" },
    argon: {
      memory: "env('ARGON_MEMORY', 65536)",
      threads: "env('ARGON_THREADS', 1)",
      time: "env('ARGON_TIME', 4)",
      verify: "env('HASH_VERIFY', true)",
    },
    rehash_on_login: 'true',
  },
  logging: {
    default: "env('LOG_CHANNEL', 'stack')",
    deprecations: {
      channel: "env('LOG_DEPRECATIONS_CHANNEL', 'null')",
      trace: "env('LOG_DEPRECATIONS_TRACE', false)",
    },
    channels: {
      stack: {
        driver: "'stack'",
        channels: "explode(',', (string) env('LOG_STACK', 'single'))",
        ignore_exceptions: 'false',
      },
      single: { driver: "'single'", ...logFile },
      daily: { driver: "'daily'", ...logFile, days: "env('LOG_DAILY_DAYS', 14)" },
      slack: {
        driver: "'slack'",
        url: "env('LOG_SLACK_WEBHOOK_URL')",
        username: "env('LOG_SLACK_USERNAME', 'Laravel Log')",
        emoji: "env('LOG_SLACK_EMOJI', ':boom:')",
        level: "env('LOG_LEVEL', 'critical')",
        ...placeholders,
      },
      papertrail: {
        driver: "'monolog'",
        level,
        handler: "env('LOG_PAPERTRAIL_HANDLER', 'Monolog\\\\Handler\\\\SyslogUdpHandler')",
        handler_with: {
          host: "env('PAPERTRAIL_URL')",
          port: "env('PAPERTRAIL_PORT')",
          connectionString: "'tls://'.env('PAPERTRAIL_URL').':'.env('PAPERTRAIL_PORT')",
        },
        ...processors,
      },
      stderr: {
        driver: "'monolog'",
        level,
        handler: "'Monolog\\\\Handler\\\\StreamHandler'",
        formatter: "env('LOG_STDERR_FORMATTER')",
        with: { stream: "'php://stderr'" },
        ...processors,
      },
      syslog: { driver: "'syslog'", level, facility: "env('LOG_SYSLOG_FACILITY', LOG_USER)", ...placeholders },
      errorlog: { driver: "'errorlog'", level, ...placeholders },
      null: { driver: "'monolog'", handler: "'Monolog\\\\Handler\\\\NullHandler'" },
      emergency: { path: "storage_path('logs/laravel.log')" },
    },
  },
  mail: {
    default: "env('MAIL_MAILER', 'log')",
    mailers: {
      smtp: {
        transport: "'smtp'",
        scheme: "env('MAIL_SCHEME')",
        url: "env('MAIL_URL')",
        host: "env('MAIL_HOST', '127.0.0.1')",
        port: "env('MAIL_PORT', 2525)",
        username: "env('MAIL_USERNAME')",
        password: "env('MAIL_PASSWORD')",
        timeout: 'null',
        local_domain: "env('MAIL_EHLO_DOMAIN', parse_url((string) env('APP_URL', 'http://localhost'), PHP_URL_HOST))",
      },
      ses: { transport: "'ses'" },
      postmark: { transport: "'postmark'" },
      resend: { transport: "'resend'" },
      sendmail: { transport: "'sendmail'", path: "env('MAIL_SENDMAIL_PATH', '/usr/sbin/sendmail -bs -i')" },
      log: { transport: "'log'", channel: "env('MAIL_LOG_CHANNEL')" },
      array: { transport: "'array'" },
      failover: { transport: "'failover'", mailers: "['smtp', 'log']" },
      roundrobin: { transport: "'roundrobin'", mailers: "['ses', 'postmark']" },
    },
    from: { address: "env('MAIL_FROM_ADDRESS', 'hello@example.com')", name: "env('MAIL_FROM_NAME', 'Example')" },
  },
  queue: {
    default: "env('QUEUE_CONNECTION', 'database')",
    connections: {
      sync: { driver: "'sync'" },
      database: {
        driver: "'database'",
        connection: "env('DB_QUEUE_CONNECTION')",
        table: "env('DB_QUEUE_TABLE', 'jobs')",
        queue: "env('DB_QUEUE', 'default')",
        retry_after: "(int) env('DB_QUEUE_RETRY_AFTER', 90)",
        after_commit: 'false',
      },
      beanstalkd: {
        driver: "'beanstalkd'",
        host: "env('BEANSTALKD_QUEUE_HOST', 'localhost')",
        queue: "env('BEANSTALKD_QUEUE', 'default')",
        retry_after: "(int) env('BEANSTALKD_QUEUE_RETRY_AFTER', 90)",
        block_for: '0',
        after_commit: 'false',
      },
      sqs: {
        driver: "'sqs'",
        ...aws,
        prefix: "env('SQS_PREFIX', 'https://sqs.us-east-1.amazonaws.com/your-account-id')",
        queue: "env('SQS_QUEUE', 'default')",
        suffix: "env('SQS_SUFFIX')",
        region: "env('AWS_DEFAULT_REGION', 'us-east-1')",
        after_commit: 'false',
      },
      redis: {
        driver: "'redis'",
        connection: "env('REDIS_QUEUE_CONNECTION', 'default')",
        queue: "env('REDIS_QUEUE', 'default')",
        retry_after: "(int) env('REDIS_QUEUE_RETRY_AFTER', 90)",
        block_for: 'null',
        after_commit: 'false',
      },
    },
    batching: { database: "env('DB_CONNECTION', 'sqlite')", table: "'job_batches'" },
    failed: {
      driver: "env('QUEUE_FAILED_DRIVER', 'database-uuids')",
      database: "env('DB_CONNECTION', 'sqlite')",
      table: "'failed_jobs'",
    },
  },
  session: {
    driver: "env('SESSION_DRIVER', 'database')",
    lifetime: "(int) env('SESSION_LIFETIME', 120)",
    expire_on_close: "env('SESSION_EXPIRE_ON_CLOSE', false)",
    encrypt: "env('SESSION_ENCRYPT', false)",
    files: "storage_path('framework/sessions')",
    connection: "env('SESSION_CONNECTION')",
    table: "env('SESSION_TABLE', 'sessions')",
    store: "env('SESSION_STORE')",
    lottery: '[2, 100]',
    cookie: "env('SESSION_COOKIE', Str::slug((string) env('APP_NAME', 'laravel'), '_').'_session')",
    path: "env('SESSION_PATH', '/')",
    domain: "env('SESSION_DOMAIN')",
    secure: "env('SESSION_SECURE_COOKIE')",
    http_only: "env('SESSION_HTTP_ONLY', true)",
    same_site: "env('SESSION_SAME_SITE', 'lax')",
    partitioned: "env('SESSION_PARTITIONED_COOKIE', false)",
  },
};
