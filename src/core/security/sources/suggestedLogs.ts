import type { ExtraLog } from './extraLog';

/** Debian and Ubuntu name PHP-FPM's log after the version. */
const phpVersions = ['7.4', '8.0', '8.1', '8.2', '8.3', '8.4', '8.5'];

const of = (name: string, format: ExtraLog['format'], ...paths: readonly string[]): readonly ExtraLog[] =>
  paths.map((path) => ({ path, name, ...(format === undefined ? {} : { format }) }));

/**
 * Where the packages of Debian, Ubuntu, Red Hat, Alpine, Homebrew and XAMPP let web servers and PHP-FPM write: places to look at,
 * each a suggestion only when its file is there. Such a log holds the requests of every site of the machine.
 */
export const suggestedLogs: readonly ExtraLog[] = [
  ...of(
    'nginx',
    'access',
    '/var/log/nginx/access.log',
    '/opt/homebrew/var/log/nginx/access.log',
    '/usr/local/var/log/nginx/access.log',
  ),
  ...of(
    'Apache',
    'access',
    '/var/log/apache2/access.log',
    '/var/log/apache2/other_vhosts_access.log',
    '/var/log/httpd/access_log',
    '/opt/homebrew/var/log/httpd/access_log',
    '/usr/local/var/log/httpd/access_log',
    '/opt/lampp/logs/access_log',
    'C:/xampp/apache/logs/access.log',
  ),
  ...of('PHP-FPM', 'fpm', ...phpVersions.map((version) => `/var/log/php${version}-fpm.log`)),
  ...of(
    'PHP-FPM',
    'fpm',
    '/var/log/php-fpm/error.log',
    '/var/log/php-fpm/www-error.log',
    '/var/log/php-fpm.log',
    ...phpVersions.map((version) => `/var/log/php${version.replace('.', '')}/error.log`),
    '/opt/homebrew/var/log/php-fpm.log',
    '/usr/local/var/log/php-fpm.log',
  ),
  ...of('PHP-FPM slow log', 'fpm', '/var/log/php-fpm/www-slow.log'),
];
