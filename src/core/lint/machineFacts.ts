/** What was seen on the machine where the application's folder is. What was not looked at is undefined. */
export interface MachineFacts {
  /** Node's name of the operating system: "win32", "linux", "darwin". */
  readonly platform: string;
  /** Whether mysqldump or mariadb-dump is on the PATH. */
  readonly dumpOnPath?: boolean;
  readonly storage?: 'directory' | 'symbolicLink' | 'missing';
  /** Whether storage/app holds any file but `.gitignore`. */
  readonly storageAppHasFiles?: boolean;
  /** Bytes of storage/logs/laravel.log. */
  readonly logBytes?: number;
  /** Whether a logrotate file names the application's log. */
  readonly logrotate?: boolean;
  /** Whether the folder lies in a Windows drive that this is not running on (WSL, a container mount). */
  readonly remote?: boolean;
}
