import { maintenanceFileDriver } from '../../../../../../src/core/lint/rules/loadBalancing/maintenanceFileDriver';
import { appConfig } from '../../mapSource';
import { ruleCases } from '../../ruleCases';
import { laravel, oneServer, twoServers } from './shopServers';

const live = 'APP_ENV=production\nAPP_MAINTENANCE_DRIVER=file\n';
const nine = appConfig().replace('];', "    'maintenance' => ['driver' => 'file'],\n];");
const cache = "<?php\nreturn ['default' => 'redis', 'stores' => ['redis' => ['driver' => 'redis']]];\n";

ruleCases(maintenanceFileDriver, {
  bad: [
    {
      ...twoServers,
      name: 'as .env of a new application has it',
      files: { '.env': live },
      at: ['.env: file'],
      severity: 'information',
      message: '`artisan down` writes a file: it reaches only the server where it ran.',
      fix: 'Set APP_MAINTENANCE_DRIVER=cache',
      fixed: { '.env': 'APP_ENV=production\nAPP_MAINTENANCE_DRIVER=cache\n' },
    },
    {
      ...twoServers,
      name: 'as config/app.php of Laravel 9 has it',
      files: { ...laravel(9), '.env': 'APP_ENV=production\n', 'config/app.php': nine, 'config/cache.php': cache },
      at: ["config/app.php: 'file'"],
      fix: "Set 'driver' => 'cache'",
      fixed: { 'config/app.php': nine.replace("'file'", "'cache'") },
    },
    {
      ...twoServers,
      name: 'a cache that is no better is not offered',
      files: { '.env': `${live}APP_MAINTENANCE_STORE=file\n` },
      at: ['.env: file'],
      fix: null,
    },
  ],
  good: [
    { name: 'how many servers is not known', files: { '.env': live } },
    { ...oneServer, name: 'one server', files: { '.env': live } },
    { ...twoServers, name: 'the cache', files: { '.env': 'APP_ENV=production\nAPP_MAINTENANCE_DRIVER=cache\n' } },
    {
      ...twoServers,
      name: 'Laravel 8, which has no choice',
      files: { ...laravel(8), '.env': 'APP_ENV=production\n', 'config/app.php': nine },
    },
    { ...twoServers, name: 'only a default', files: { '.env': 'APP_ENV=production\n' } },
    { ...twoServers, name: 'a developer’s machine', files: { '.env': 'APP_ENV=local\nAPP_MAINTENANCE_DRIVER=file\n' } },
  ],
});
