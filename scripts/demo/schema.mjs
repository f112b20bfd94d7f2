// The tables that the demo shop's migrations make. orders, order_items, payments, reviews and users have a primary key and nothing
// else, as the migrations leave them: the slow statements of the demo come from there.
export const shopTables = `
CREATE TABLE users (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  email varchar(255) NOT NULL,
  email_verified_at timestamp NULL,
  password varchar(255) NOT NULL,
  country char(2) NOT NULL DEFAULT 'DE',
  remember_token varchar(100) NULL,
  created_at timestamp NULL,
  updated_at timestamp NULL
);
CREATE TABLE products (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  sku varchar(32) NOT NULL,
  slug varchar(255) NOT NULL,
  name varchar(255) NOT NULL,
  description text NULL,
  category varchar(64) NOT NULL,
  price decimal(10,2) NOT NULL,
  stock int NOT NULL DEFAULT 0,
  sold int unsigned NOT NULL DEFAULT 0,
  is_active tinyint(1) NOT NULL DEFAULT 1,
  created_at timestamp NULL,
  updated_at timestamp NULL
);
CREATE TABLE orders (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  number varchar(20) NOT NULL,
  user_id bigint unsigned NOT NULL,
  status varchar(16) NOT NULL DEFAULT 'pending',
  total decimal(12,2) NOT NULL,
  currency char(3) NOT NULL DEFAULT 'EUR',
  placed_at timestamp NULL,
  created_at timestamp NULL,
  updated_at timestamp NULL
);
CREATE TABLE order_items (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id bigint unsigned NOT NULL,
  product_id bigint unsigned NOT NULL,
  quantity smallint unsigned NOT NULL,
  unit_price decimal(10,2) NOT NULL
);
CREATE TABLE payments (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id bigint unsigned NOT NULL,
  provider varchar(32) NOT NULL,
  reference varchar(64) NOT NULL,
  amount decimal(12,2) NOT NULL,
  status varchar(16) NOT NULL,
  paid_at timestamp NULL,
  created_at timestamp NULL,
  updated_at timestamp NULL
);
CREATE TABLE reviews (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  product_id bigint unsigned NOT NULL,
  user_id bigint unsigned NOT NULL,
  rating tinyint unsigned NOT NULL,
  title varchar(255) NOT NULL,
  body text NULL,
  created_at timestamp NULL,
  updated_at timestamp NULL
);
CREATE TABLE password_reset_tokens (
  email varchar(255) NOT NULL PRIMARY KEY,
  token varchar(255) NOT NULL,
  created_at timestamp NULL
);
CREATE TABLE sessions (
  id varchar(255) NOT NULL PRIMARY KEY,
  user_id bigint unsigned NULL,
  ip_address varchar(45) NULL,
  user_agent text NULL,
  payload longtext NOT NULL,
  last_activity int NOT NULL,
  KEY sessions_user_id_index (user_id),
  KEY sessions_last_activity_index (last_activity)
);
CREATE TABLE cache (
  \`key\` varchar(255) NOT NULL PRIMARY KEY,
  value mediumtext NOT NULL,
  expiration bigint NOT NULL,
  KEY cache_expiration_index (expiration)
);
CREATE TABLE cache_locks (
  \`key\` varchar(255) NOT NULL PRIMARY KEY,
  owner varchar(255) NOT NULL,
  expiration bigint NOT NULL,
  KEY cache_locks_expiration_index (expiration)
);
CREATE TABLE jobs (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  queue varchar(255) NOT NULL,
  payload longtext NOT NULL,
  attempts smallint unsigned NOT NULL,
  reserved_at int unsigned NULL,
  available_at int unsigned NOT NULL,
  created_at int unsigned NOT NULL,
  KEY jobs_queue_index (queue)
);
CREATE TABLE job_batches (
  id varchar(255) NOT NULL PRIMARY KEY,
  name varchar(255) NOT NULL,
  total_jobs int NOT NULL,
  pending_jobs int NOT NULL,
  failed_jobs int NOT NULL,
  failed_job_ids longtext NOT NULL,
  options mediumtext NULL,
  cancelled_at int NULL,
  created_at int NOT NULL,
  finished_at int NULL
);
CREATE TABLE failed_jobs (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uuid varchar(255) NOT NULL,
  connection varchar(255) NOT NULL,
  queue varchar(255) NOT NULL,
  payload longtext NOT NULL,
  exception longtext NOT NULL,
  failed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE KEY failed_jobs_uuid_unique (uuid),
  KEY failed_jobs_connection_queue_failed_at_index (connection, queue, failed_at)
);
CREATE TABLE migrations (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  migration varchar(255) NOT NULL,
  batch int NOT NULL
)`;

export const legacyTables = `
CREATE TABLE users (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  email varchar(255) NOT NULL,
  password varchar(255) NOT NULL,
  remember_token varchar(100) NULL,
  created_at timestamp NULL,
  updated_at timestamp NULL,
  UNIQUE KEY users_email_unique (email)
);
CREATE TABLE orders (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer_email varchar(255) NOT NULL,
  status varchar(16) NOT NULL,
  total decimal(12,2) NOT NULL,
  created_at timestamp NULL,
  updated_at timestamp NULL
);
CREATE TABLE migrations (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  migration varchar(255) NOT NULL,
  batch int NOT NULL
)`;
