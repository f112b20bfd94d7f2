import { emptyPasswordRemote } from '../../../../../../src/core/lint/rules/databaseOptimisation/emptyPasswordRemote';
import { ruleCases } from '../../ruleCases';
import { databaseConfig } from './live';

const entries = `            'url' => env('DB_URL'),
            'host' => env('DB_HOST', '127.0.0.1'),
            'password' => env('DB_PASSWORD', ''),
            'unix_socket' => env('DB_SOCKET', ''),
`;
const configured = (text: string, driver?: string) => ({ 'config/database.php': databaseConfig(text, driver) });
const env = (lines: string, name = 'production') => ({
  ...configured(entries),
  '.env': `APP_ENV=${name}\nDB_HOST=db.example.com\n${lines}`,
});

ruleCases(emptyPasswordRemote, {
  bad: [
    {
      name: 'nothing behind the key',
      files: env('DB_PASSWORD=\n'),
      at: ['.env: '],
      message: 'The password for the database on db.example.com is empty: whoever reaches the server is in.',
      related: ['.env names the environment production here.'],
      fix: null,
    },
    { name: 'null', files: env('DB_PASSWORD=null\n'), at: ['.env: null'], fix: null },
    {
      name: 'empty quotes and an address',
      files: env('DB_HOST=10.0.0.5\nDB_PASSWORD=""\n'),
      at: ['.env: ""'],
      fix: null,
    },
    {
      name: 'a literal in the configuration, PostgreSQL',
      files: { ...env(''), ...configured(entries.replace("env('DB_PASSWORD', '')", "''"), 'pgsql') },
      at: ["config/database.php: ''"],
      fix: null,
    },
    {
      name: 'the key that the configuration reads',
      files: { ...env('DB_PASSWORD=x\nMY_PASSWORD=\n'), ...configured(entries.replace('DB_PASSWORD', 'MY_PASSWORD')) },
      at: ['.env: '],
      fix: null,
    },
  ],
  good: [
    { name: 'a password', files: env('DB_PASSWORD=hunter2\n') },
    { name: 'no such line: the server may set it', files: env('') },
    ...['localhost', '127.0.0.1', '::1', 'mysql', 'host.docker.internal', 'db.test'].map((host) => ({
      name: `the host is ${host}`,
      files: env(`DB_HOST=${host}\nDB_PASSWORD=\n`),
    })),
    { name: 'a socket', files: env('DB_SOCKET=/run/mysqld.sock\nDB_PASSWORD=\n') },
    { name: 'a URL', files: env('DB_URL=mysql://a:b@c/d\nDB_PASSWORD=\n') },
    { name: 'local', files: env('DB_PASSWORD=\n', 'local') },
    {
      name: 'the platform supplies it',
      files: env('DB_PASSWORD=\n'),
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedSecrets: true }],
    },
    {
      name: 'a fallback',
      files: {
        ...env('DB_PASSWORD=\n'),
        ...configured(entries.replace("env('DB_PASSWORD', '')", "env('DB_PASSWORD') ?: env('OTHER')")),
      },
    },
    {
      name: 'a function around it',
      files: {
        ...env('DB_PASSWORD=\n'),
        ...configured(entries.replace("env('DB_PASSWORD', '')", "secret(env('DB_PASSWORD'))")),
      },
    },
    {
      name: 'a client certificate',
      files: {
        ...env('DB_PASSWORD=\n'),
        ...configured(`${entries}            'options' => [PDO::MYSQL_ATTR_SSL_CERT => env('CERT')],\n`),
      },
    },
    { name: 'SQLite', files: { ...env('DB_PASSWORD=\n'), ...configured(entries, 'sqlite') } },
    {
      name: 'a template',
      files: { ...configured(entries), '.env.example': 'APP_ENV=production\nDB_HOST=db.example.com\nDB_PASSWORD=\n' },
    },
    {
      name: 'a host that is not certain',
      files: { ...env('DB_PASSWORD=\n'), ...configured(entries.replace("env('DB_HOST', '127.0.0.1')", 'pick()')) },
    },
  ],
});
