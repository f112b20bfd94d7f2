import { kernelApp } from '../../../code/schedule/scheduleOf';

/** composer.lock with laravel-backup and db-dumper. */
export function lock(backup = '9.3.3', dumper = '3.8.3', laravel = '12.20.0', more: readonly string[] = []): string {
  const packages = [
    { name: 'laravel/framework', version: `v${laravel}` },
    { name: 'spatie/laravel-backup', version: backup },
    { name: 'spatie/db-dumper', version: dumper },
    ...more.map((name) => ({ name, version: '1.0.0' })),
  ];
  return JSON.stringify({ packages, 'packages-dev': [] });
}

interface BackupConfig {
  readonly name?: string;
  readonly databases?: string;
  readonly source?: string;
  readonly files?: string;
  readonly disks?: string;
  readonly password?: string;
  readonly notifications?: string;
  readonly monitors?: string;
}

/** config/backup.php in the manner of the package's own, one line for each part. */
export function backupConfig(parts: BackupConfig = {}): string {
  const {
    name = "env('APP_NAME', 'laravel-backup')",
    databases = "['mysql']",
    source = '',
    disks = "['local']",
  } = parts;
  const files =
    parts.files ?? "'include' => [base_path()], 'exclude' => [base_path('vendor')], 'follow_links' => false";
  const monitors = parts.monitors ?? `['name' => ${name}, 'disks' => ${disks}]`;
  return `<?php

return [
    'backup' => [
        'name' => ${name},
        'source' => [
            'files' => [${files}],
            ${source}
            'databases' => ${databases},
        ],
        'destination' => ['disks' => ${disks}],
        'password' => ${parts.password ?? "env('BACKUP_ARCHIVE_PASSWORD')"},
        'encryption' => 'default',
    ],
    'notifications' => [
        ${parts.notifications ?? "'notifications' => ['Failed' => ['mail']], 'mail' => ['to' => 'ops@acme.test'],"}
    ],
    'monitor_backups' => [
        ${monitors},
    ],
];
`;
}

/** config/database.php with the connections mysql and mariadb; `more` is added to mysql. */
export function databaseConfig(more = '', defaultConnection = "env('DB_CONNECTION', 'sqlite')"): string {
  return `<?php

return [
    'default' => ${defaultConnection},
    'connections' => [
        'sqlite' => ['driver' => 'sqlite', 'database' => database_path('database.sqlite')],
        'mysql' => [
            'driver' => 'mysql',
            'host' => env('DB_HOST', '127.0.0.1'),${more === '' ? '' : `\n            ${more}`}
        ],
        'mariadb' => ['driver' => 'mariadb', 'host' => env('DB_HOST', '127.0.0.1')],
    ],
];
`;
}

/** config/filesystems.php with local, s3 and a disk that is a mount. */
export const filesystems = `<?php

return [
    'default' => env('FILESYSTEM_DISK', 'local'),
    'disks' => [
        'local' => ['driver' => 'local', 'root' => storage_path('app')],
        'second' => ['driver' => 'local', 'root' => base_path('backups')],
        'nas' => ['driver' => 'local', 'root' => '/mnt/nas'],
        'either' => ['driver' => env('BACKUP_DRIVER', 'local'), 'root' => storage_path('app')],
        's3' => ['driver' => 's3', 'bucket' => 'acme'],
    ],
];
`;

type Files = Readonly<Record<string, string | undefined>>;

/** An application with laravel-backup in production. */
export function backupApp(files: Files = {}, config: BackupConfig = {}): Files {
  return {
    'composer.lock': lock(),
    'config/backup.php': backupConfig(config),
    'config/database.php': databaseConfig(),
    'config/filesystems.php': filesystems,
    '.env': 'APP_ENV=production\nAPP_NAME=Shop\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\n',
    ...files,
  };
}

/** The same with a Console Kernel that has the given statements. */
export function scheduledApp(statements: string, files: Files = {}, config: BackupConfig = {}): Files {
  return backupApp({ ...kernelApp(statements), ...files }, config);
}
