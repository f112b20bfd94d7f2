import { cacheFlushInCode } from '../../../../../../src/core/lint/rules/cachingStrategy/cacheFlushInCode';
import { ruleCases } from '../../ruleCases';

const code = (statement: string, use = 'use Illuminate\\Support\\Facades\\Cache;'): string =>
  `<?php\n\nnamespace App;\n\n${use}\n\nclass Shop\n{\n    public function save()\n    {\n        ${statement}\n    }\n}\n`;

ruleCases(cacheFlushInCode, {
  bad: [
    {
      name: 'the facade',
      files: { 'app/Shop.php': code('Cache::flush();') },
      at: ['app/Shop.php: Cache::flush'],
      message: 'Empties the whole cache for everybody at once.',
      fix: null,
    },
    {
      name: 'the alias',
      files: { 'app/Shop.php': code('\\Cache::flush();', '') },
      at: ['app/Shop.php: \\Cache::flush'],
      fix: null,
    },
    {
      name: 'the function',
      files: { 'app/Shop.php': code('cache()->flush();', '') },
      at: ['app/Shop.php: cache()->flush'],
      fix: null,
    },
    {
      name: 'a store by name, which is redis in production',
      files: { 'app/Shop.php': code("Cache::store('redis')->flush();"), '.env': 'APP_ENV=production\n' },
      at: ["app/Shop.php: Cache::store('redis')->flush"],
      message:
        'Empties the whole cache store `redis` with FLUSHDB: all that is in its Redis database, whoever wrote it.',
      fix: null,
    },
    {
      name: 'a route',
      files: { 'routes/web.php': "<?php\nRoute::get('/x', fn () => Cache::flush());\n" },
      at: ['routes/web.php: Cache::flush'],
      fix: null,
    },
  ],
  good: [
    { name: 'tags', files: { 'app/Shop.php': code("Cache::tags('a')->flush(); cache()->tags(['a'])->flush();") } },
    { name: 'a command that says so', files: { 'app/Console/Commands/ClearShopCache.php': code('Cache::flush();') } },
    { name: 'a class of the same name', files: { 'app/Shop.php': code('Cache::flush();', 'use App\\Models\\Cache;') } },
    {
      name: 'something else',
      files: { 'app/Shop.php': code('$this->cache->flush(); Cache::forget("a"); cache("a");') },
    },
    { name: 'a test', files: { 'tests/ShopTest.php': code('Cache::flush();') } },
  ],
});
