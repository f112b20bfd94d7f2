import { sessionOnNode } from '../../../../../../src/core/lint/rules/loadBalancing/sessionOnNode';
import { ruleCases } from '../../ruleCases';
import { oneServer, slim, twoServers } from './shopServers';

const web = "<?php\n\nuse Illuminate\\Support\\Facades\\Route;\n\nRoute::get('/', fn () => view('welcome'));\n";
const app = { 'bootstrap/app.php': slim, 'routes/web.php': `${web}Route::post('cart', [App\\Cart::class, 'add']);\n` };
const live = 'APP_ENV=production\nSESSION_DRIVER=file\n';

ruleCases(sessionOnNode, {
  bad: [
    {
      ...twoServers,
      name: 'files',
      files: { ...app, '.env': live },
      at: ['.env: file'],
      message: 'Sessions are files on one server; users are logged out when the balancer sends them to another one.',
      related: [
        'Settings say that several servers run the application.',
        '.env names the environment production here.',
      ],
      fix: 'Set SESSION_DRIVER=redis',
      fixed: { '.env': 'APP_ENV=production\nSESSION_DRIVER=redis\n' },
    },
    {
      ...twoServers,
      name: 'a literal',
      files: { ...app, '.env': 'APP_ENV=production\n', 'config/session.php': "<?php\nreturn ['driver' => 'array'];\n" },
      at: ["config/session.php: 'array'"],
      message: /^Sessions live in the memory of one request;/,
      fix: "Set 'driver' => 'database'",
      fixed: { 'config/session.php': "<?php\nreturn ['driver' => 'database'];\n" },
    },
  ],
  good: [
    { name: 'how many servers is not known', files: { ...app, '.env': live } },
    { ...oneServer, name: 'one server', files: { ...app, '.env': live } },
    ...['redis', 'database', 'cookie', 'memcached'].map((driver) => ({
      ...twoServers,
      name: driver,
      files: { ...app, '.env': `APP_ENV=production\nSESSION_DRIVER=${driver}\n` },
    })),
    { ...twoServers, name: 'an application without sessions', files: { ...app, 'routes/web.php': web, '.env': live } },
    { ...twoServers, name: 'a developer’s machine', files: { ...app, '.env': 'APP_ENV=local\nSESSION_DRIVER=file\n' } },
    {
      ...twoServers,
      name: 'only a default',
      files: {
        ...app,
        '.env': 'APP_ENV=production\n',
        'config/session.php': "<?php\nreturn ['driver' => env('SESSION_DRIVER', 'file')];\n",
      },
    },
    {
      ...twoServers,
      name: 'a driver that cannot be known',
      files: { ...app, '.env': live, 'config/session.php': "<?php\nreturn ['driver' => pick()];\n" },
    },
  ],
});
