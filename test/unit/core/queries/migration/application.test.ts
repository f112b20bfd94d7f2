import { expect, test } from 'vitest';
import { migrations } from '../../../../../src/core/code/migrations/migrations';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { migrationApplication } from '../../../../../src/core/queries/migration/application';
import type { MigrationApplication } from '../../../../../src/core/queries/migration/indexMigration';
import { mapSource } from '../../lint/mapSource';

const anonymous = (body: string): string => `<?php

use Illuminate\\Database\\Migrations\\Migration;

return new class extends Migration {
    public function up(): void
    {
        ${body}
    }
};
`;
const database = `<?php return ['default' => 'mysql', 'connections' => [
  'mysql' => ['driver' => 'mysql', 'prefix' => 'shop_', 'prefix_indexes' => true],
  'reporting' => ['driver' => 'mysql', 'prefix' => ''],
]];`;

async function applicationOf(files: Record<string, string>, connection: string): Promise<MigrationApplication> {
  const all = {
    artisan: '',
    'composer.json': '{"require":{"laravel/framework":"^12.0"},"autoload":{"psr-4":{"App\\\\":"app/"}}}',
    'config/database.php': database,
    ...files,
  };
  const source = mapSource(new Map(Object.entries(all).map(([name, text]) => [`/shop/${name}`, text])));
  const project = await readProject(source, '/shop');
  const code = await readCode(source, project, [migrations]);
  const texts = new Map(Object.entries(all).map(([name, text]) => [`/shop/${name}`, text]));
  return migrationApplication(code, (file) => texts.get(file), connection, 'mysql');
}

test('style and names come from the latest migrations, prefix and connection from the configuration', async () => {
  const files = {
    'database/migrations/2020_01_01_000000_old.php': '<?php class Old extends Migration { public function up() {} }',
    'database/migrations/2026_01_01_000000_new.php': anonymous("Schema::table('a', fn () => 1);"),
    'database/migrations/tenant/2026_02_01_000000_tenant.php': anonymous(''),
  };
  const application = await applicationOf(files, 'mysql');
  expect(application).toMatchObject({
    folder: 'database/migrations',
    prefix: 'shop_',
    prefixIndexes: true,
    laravel: '12',
  });
  expect(application).not.toHaveProperty('connection');
  expect(application.names).toContain('2026_02_01_000000_tenant');
  expect(application.style).toMatchObject({
    anonymous: true,
    sameLineBrace: true,
    docBlocks: 'none',
    returnType: ': void',
  });
});

test('another connection is named; its indexes go without a prefix where nothing asks for one', async () => {
  const application = await applicationOf({}, 'reporting');
  expect(application).toMatchObject({ connection: 'reporting', prefix: '', prefixIndexes: false });
  expect(application.style).toMatchObject({ anonymous: true, docBlocks: 'plain' });
});

test('the folder is where the migrations are; drivers are told apart where the application does it', async () => {
  const application = await applicationOf(
    { 'app/Shop/migrations/2026_01_01_000000_a.php': anonymous("if (DB::getDriverName() === 'sqlite') { return; }") },
    'mysql',
  );
  expect(application).toMatchObject({ folder: 'app/Shop/migrations', otherDrivers: true });
});
