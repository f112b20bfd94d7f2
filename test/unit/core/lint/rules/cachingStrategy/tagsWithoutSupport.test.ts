import { tagsWithoutSupport } from '../../../../../../src/core/lint/rules/cachingStrategy/tagsWithoutSupport';
import { ruleCases } from '../../ruleCases';

const code = (statement: string): string =>
  `<?php\nnamespace App;\nuse Illuminate\\Support\\Facades\\Cache;\n${statement}\n`;
const live = (store: string): string => `APP_ENV=production\nCACHE_STORE=${store}\n`;

ruleCases(tagsWithoutSupport, {
  bad: [
    {
      name: 'files',
      files: { '.env': live('file'), 'app/Posts.php': code("Cache::tags(['posts'])->get('a');") },
      at: ['app/Posts.php: Cache::tags'],
      message:
        'The cache store of production, `file` (driver `file`), has no tags: this call throws "This cache store does not support tagging".',
      related: ['The cache store is `file` here.', '.env names the environment production here.'],
      fix: null,
    },
    {
      name: 'the database, by the function',
      files: { '.env': live('database'), 'app/Posts.php': code("cache()->tags('posts')->flush();") },
      at: ['app/Posts.php: cache()->tags'],
      fix: null,
    },
    {
      name: 'DynamoDB',
      files: { '.env': live('dynamodb'), 'routes/web.php': code("Cache::tags('a');") },
      at: ['routes/web.php: Cache::tags'],
      fix: null,
    },
  ],
  good: [
    ...['redis', 'memcached', 'array', 'null', 'unheard-of'].map((store) => ({
      name: store,
      files: { '.env': live(store), 'app/Posts.php': code("Cache::tags('a');") },
    })),
    {
      name: 'another store by name',
      files: { '.env': live('file'), 'app/Posts.php': code("Cache::store('redis')->tags('a');") },
    },
    {
      name: 'a store that is not certain',
      files: { '.env': live('file'), 'app/Posts.php': code("Cache::store($store)->tags('a');") },
    },
    {
      name: 'the code asks first',
      files: {
        '.env': live('file'),
        'app/Posts.php': code("if (Cache::supportsTags()) { Cache::tags('a')->flush(); }"),
      },
    },
    {
      name: 'the code asks for the class',
      files: {
        '.env': live('file'),
        'app/Posts.php': code(
          "if (Cache::getStore() instanceof \\Illuminate\\Cache\\TaggableStore) { Cache::tags('a')->flush(); }",
        ),
      },
    },
    {
      name: 'local',
      files: { '.env': 'APP_ENV=local\nCACHE_STORE=file\n', 'app/Posts.php': code("Cache::tags('a');") },
    },
    { name: 'only a default', files: { '.env': 'APP_ENV=production\n', 'app/Posts.php': code("Cache::tags('a');") } },
    { name: 'no tags', files: { '.env': live('file'), 'app/Posts.php': code("Cache::get('a');") } },
  ],
});
