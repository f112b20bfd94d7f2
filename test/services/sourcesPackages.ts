// Tables of Laravel Pulse and Telescope as their own migrations make them through Laravel 13's schema builder: laravel/pulse
// 1.x, 2023_06_07_000001_create_pulse_tables.php; laravel/telescope 5.2, 2018_08_08_100000_create_telescope_entries_table.php.
import type { Connection } from 'mysql2/promise';
import type { TestServer } from './servers';

/** Makes the tables in the schema that is in use, their names beginning with `prefix`, its backticks doubled. */
export async function makePackageTables(admin: Connection, prefix: string, { version }: TestServer): Promise<void> {
  // MySQL 9.7 has no MD5 for generated columns any more, so that Pulse cannot be migrated there as it is.
  const generated = /mariadb/i.test(version) ? 'GENERATED ALWAYS AS (unhex(md5(`key`))) VIRTUAL' : '';
  await admin.query(`CREATE TABLE \`${prefix}pulse_entries\` (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, \`timestamp\` int unsigned NOT NULL, \`type\` varchar(255) NOT NULL,
  \`key\` mediumtext NOT NULL, key_hash char(16) CHARACTER SET binary ${generated}, \`value\` bigint DEFAULT NULL,
  KEY \`${prefix}pulse_entries_timestamp_index\` (\`timestamp\`), KEY \`${prefix}pulse_entries_type_index\` (\`type\`),
  KEY \`${prefix}pulse_entries_key_hash_index\` (key_hash),
  KEY \`${prefix}pulse_entries_timestamp_type_key_hash_value_index\` (\`timestamp\`, \`type\`, key_hash, \`value\`)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE \`${prefix}telescope_entries\` (
  sequence bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, uuid char(36) NOT NULL UNIQUE, batch_id char(36) NOT NULL, family_hash varchar(255),
  should_display_on_index tinyint(1) NOT NULL DEFAULT 1, \`type\` varchar(20) NOT NULL, content longtext NOT NULL, created_at datetime,
  KEY (batch_id), KEY (family_hash), KEY (created_at), KEY (\`type\`, should_display_on_index)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
}

/** A slow query as Pulse's recorder writes it; `ago` in seconds. */
export function pulseEntry(
  sql: string,
  location: string | null,
  ms: number,
  ago: number,
): readonly (string | number)[] {
  // PHP's json_encode: slashes and everything beyond ASCII are escaped.
  return [Math.floor(Date.now() / 1000) - ago, 'slow_query', asPhp([sql, location]), ms];
}

/** A query as Telescope's watcher of `version` writes it. */
export function telescopeContent(
  version: 1 | 3 | 5,
  query: { sql: string; ms: number; file: string; line: number; bindings?: readonly unknown[] },
): string {
  const { sql, ms, file, line, bindings = [] } = query;
  const decimals = ms.toFixed(2);
  return asPhp({
    connection: 'mysql',
    bindings: version === 1 ? bindings : [],
    sql,
    time: version < 4 ? decimals.replace(/\B(?=(\d{3})+(?=\.))/g, ',') : decimals,
    slow: ms >= 100,
    file,
    line,
    ...(version === 1 ? {} : { hash: 'a07aa022118f1ed457991362238484ad' }),
    hostname: 'web1',
  });
}

function asPhp(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
