/** What the doctor looks for. */
export type ToolProgram = 'mysqldump' | 'mariadb-dump' | 'mysql' | 'mariadb' | 'php' | 'zip';

export type ToolPlatform = 'win32' | 'darwin' | 'linux';

/** A folder that programs may be in: `*` in a segment stands for any text. Forward slashes. */
export interface ToolPlace {
  /** "Laragon", "Homebrew", for people. */
  readonly source: string;
  readonly folder: string;
}

/** Environment variables as the system has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const slashes = (path: string): string => path.replaceAll('\\', '/').replace(/\/+$/, '');

/**
 * Where local development environments put their programs. Folders that do not exist cost one look.
 * Sources: the documentation of each (Laragon, XAMPP, Laravel Herd, WampServer, MySQL Installer, MariaDB, DBngin, MAMP, Homebrew, Scoop).
 */
export function toolPlaces(platform: ToolPlatform, env: Environment): readonly ToolPlace[] {
  if (platform === 'win32') return windowsPlaces(env);
  return platform === 'darwin' ? macPlaces(slashes(env['HOME'] ?? '')) : linuxPlaces;
}

function windowsPlaces(env: Environment): readonly ToolPlace[] {
  const system = slashes(env['SystemDrive'] ?? 'C:');
  const drives = [...new Set([system, 'C:', 'D:'])];
  const home = slashes(env['USERPROFILE'] ?? `${system}/Users/Default`);
  const programs = [
    env['ProgramFiles'] ?? `${system}/Program Files`,
    env['ProgramFiles(x86)'] ?? `${system}/Program Files (x86)`,
  ].map(slashes);
  const laragon = env['LARAGON_ROOT'] === undefined ? [] : [slashes(env['LARAGON_ROOT'])];
  return [
    ...[...laragon, ...drives.map((drive) => `${drive}/laragon`)].flatMap((root) => [
      { source: 'Laragon', folder: `${root}/bin/mysql/*/bin` },
      { source: 'Laragon', folder: `${root}/bin/mariadb/*/bin` },
      { source: 'Laragon', folder: `${root}/bin/php/*` },
    ]),
    ...drives.flatMap((drive) => [
      { source: 'XAMPP', folder: `${drive}/xampp/mysql/bin` },
      { source: 'XAMPP', folder: `${drive}/xampp/php` },
    ]),
    { source: 'Herd', folder: `${home}/.config/herd/bin` },
    { source: 'Herd', folder: `${home}/.config/herd/bin/*` },
    { source: 'Herd', folder: `${home}/.config/herd/services/*/*/bin` },
    ...drives.flatMap((drive) =>
      ['wamp64', 'wamp'].flatMap((wamp) => [
        { source: 'WAMP', folder: `${drive}/${wamp}/bin/mysql/*/bin` },
        { source: 'WAMP', folder: `${drive}/${wamp}/bin/mariadb/*/bin` },
        { source: 'WAMP', folder: `${drive}/${wamp}/bin/php/*` },
      ]),
    ),
    ...programs.flatMap((folder) => [
      { source: 'MySQL Installer', folder: `${folder}/MySQL/*/bin` },
      { source: 'MariaDB', folder: `${folder}/MariaDB*/bin` },
    ]),
    { source: 'MAMP', folder: `${system}/MAMP/bin/mysql/bin` },
    { source: 'MAMP', folder: `${system}/MAMP/bin/php/*` },
    { source: 'Scoop', folder: `${home}/scoop/apps/mysql*/current/bin` },
    { source: 'Scoop', folder: `${home}/scoop/apps/mariadb*/current/bin` },
  ];
}

function macPlaces(home: string): readonly ToolPlace[] {
  const brew = ['/opt/homebrew', '/usr/local'].flatMap((root) => [
    { source: 'Homebrew', folder: `${root}/opt/mysql*/bin` },
    { source: 'Homebrew', folder: `${root}/opt/mariadb*/bin` },
    { source: 'Homebrew', folder: `${root}/opt/php*/bin` },
    { source: 'Homebrew', folder: `${root}/bin` },
  ]);
  return [
    ...brew,
    { source: 'DBngin', folder: '/Users/Shared/DBngin/mysql/*/bin' },
    { source: 'DBngin', folder: '/Users/Shared/DBngin/mariadb/*/bin' },
    { source: 'Herd', folder: `${home}/Library/Application Support/Herd/bin` },
    { source: 'Herd', folder: '/Users/Shared/Herd/services/*/*/bin' },
    { source: 'MAMP', folder: '/Applications/MAMP/Library/bin' },
    { source: 'MAMP', folder: '/Applications/MAMP/Library/bin/mysql*/bin' },
    { source: 'MAMP', folder: '/Applications/MAMP/bin/php/*/bin' },
    { source: 'XAMPP', folder: '/Applications/XAMPP/xamppfiles/bin' },
    { source: 'MySQL', folder: '/usr/local/mysql/bin' },
  ];
}

const linuxPlaces: readonly ToolPlace[] = [
  { source: 'the system', folder: '/usr/bin' },
  { source: 'the system', folder: '/usr/local/bin' },
  { source: 'MySQL', folder: '/usr/local/mysql/bin' },
  { source: 'XAMPP', folder: '/opt/lampp/bin' },
  { source: 'Homebrew', folder: '/home/linuxbrew/.linuxbrew/opt/mysql*/bin' },
  { source: 'Homebrew', folder: '/home/linuxbrew/.linuxbrew/opt/mariadb*/bin' },
];

/** Names under which a program may lie in a folder. */
export function fileNames(platform: ToolPlatform, program: ToolProgram): readonly string[] {
  if (platform !== 'win32') return [program];
  return program === 'php' ? ['php.exe', 'php.bat'] : [`${program}.exe`];
}

/** The folders of PATH, in order. */
export function pathFolders(platform: ToolPlatform, env: Environment): readonly string[] {
  const value = platform === 'win32' ? (env['Path'] ?? env['PATH'] ?? '') : (env['PATH'] ?? '');
  return value
    .split(platform === 'win32' ? ';' : ':')
    .map((folder) => slashes(folder.replaceAll('"', '')))
    .filter((folder) => folder !== '');
}

/** True for names that `pattern` (with `*`) means; without regard to case, as Windows and macOS compare. */
export function matchesSegment(name: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(name);
}
