import { expect, test } from 'vitest';
import { rootInProduction } from '../../../../../../src/core/lint/rules/databaseOptimisation/rootInProduction';
import { findingsOf, ruleCases } from '../../ruleCases';
import { databaseConfig } from './live';

const entries = `            'url' => env('DB_URL'),
            'host' => env('DB_HOST', '127.0.0.1'),
            'database' => env('DB_DATABASE', 'shop_live'),
            'username' => env('DB_USERNAME', 'root'),
`;
const config = { 'config/database.php': databaseConfig(entries) };
const env = (lines: string, name = 'production'): Record<string, string> => ({
  ...config,
  '.env': `APP_ENV=${name}\n${lines}`,
});

ruleCases(rootInProduction, {
  bad: [
    {
      name: 'root in the environment file',
      files: env('DB_USERNAME=root\n'),
      at: ['.env: root'],
      message:
        'The application connects as root: whoever gets one SQL statement past it owns every database on the server.',
      related: ['config/database.php reads DB_USERNAME here.', '.env names the environment production here.'],
      fix: null,
    },
    {
      name: 'a server of its own',
      files: env('DB_USERNAME="root"\nDB_HOST=db.example.com\n'),
      at: ['.env: "root"'],
      fix: null,
    },
    {
      name: 'a literal in the configuration',
      files: {
        'config/database.php': databaseConfig("            'host' => 'localhost', 'username' => 'root',\n", 'mariadb'),
        '.env': 'APP_ENV=prod\n',
      },
      at: ["config/database.php: 'root'"],
      fix: null,
    },
  ],
  good: [
    { name: 'local', files: env('DB_USERNAME=root\n', 'local') },
    { name: 'no environment named', files: { ...config, '.env': 'DB_USERNAME=root\n' } },
    { name: 'the default of the configuration', files: env('A=1\n') },
    { name: 'another administrator', files: env('DB_USERNAME=admin\n') },
    { name: 'a container of its own', files: env('DB_USERNAME=root\nDB_HOST=mysql\n') },
    { name: 'a URL that may name another user', files: env('DB_USERNAME=root\nDB_URL=mysql://shop@db/shop\n') },
    {
      name: 'a host that is not certain',
      files: {
        ...env('DB_USERNAME=root\n'),
        'config/database.php': databaseConfig(entries.replace("env('DB_HOST', '127.0.0.1')", 'pick()')),
      },
    },
    {
      name: 'PostgreSQL',
      files: { ...env('DB_USERNAME=root\n'), 'config/database.php': databaseConfig(entries, 'pgsql') },
    },
    { name: 'a template', files: { ...config, '.env.example': 'APP_ENV=production\nDB_USERNAME=root\n' } },
    { name: 'a tracked file', files: env('DB_USERNAME=root\n'), tracked: new Set(['.env']) },
  ],
});

test('statements for another user are copied, with the name of the database', async () => {
  const [finding] = await findingsOf(rootInProduction, env('DB_USERNAME=root\n'));
  expect(finding?.fixes).toMatchObject([
    {
      edits: [],
      copies:
        "CREATE USER '<name>'@'<host>' IDENTIFIED BY '<password>';\nGRANT ALL PRIVILEGES ON `shop\\_live`.* TO '<name>'@'<host>';",
    },
  ]);
});
