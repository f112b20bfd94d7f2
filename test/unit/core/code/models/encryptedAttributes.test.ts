import { expect, test } from 'vitest';
import { encryptedAttributes } from '../../../../../src/core/code/models/encryptedAttributes';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

async function found(body: string, head = 'class User extends Model'): Promise<readonly string[]> {
  const text = `<?php\nnamespace App\\Models;\nuse Illuminate\\Database\\Eloquent\\Casts\\AsEncryptedCollection;\n${head} { ${body} }\n`;
  const source = shop({ 'app/Models/User.php': text });
  const code = await readCode(source, await readProject(source, '/shop'), [encryptedAttributes]);
  return code.facts(encryptedAttributes).map(({ className, attribute }) => `${className} ${attribute}`);
}

test.each([
  ["protected $casts = ['iban' => 'encrypted', 'name' => 'string'];", ['App\\Models\\User iban']],
  ["protected function casts(): array { return ['iban' => 'encrypted:array']; }", ['App\\Models\\User iban']],
  [
    "protected function casts(): array { return array_merge(parent::casts(), ['a' => 'encrypted', 'b' => 'hashed']); }",
    ['App\\Models\\User a'],
  ],
  ["protected $casts = ['options' => AsEncryptedCollection::class];", ['App\\Models\\User options']],
  ["protected $casts = ['options' => AsEncryptedCollection::class.':'.Options::class];", ['App\\Models\\User options']],
  [
    "function casts() { return ['options' => AsEncryptedCollection::of(Option::class)]; }",
    ['App\\Models\\User options'],
  ],
  ["function initialize() { $this->mergeCasts(['secret' => 'encrypted']); }", ['App\\Models\\User secret']],
  [
    "protected $casts = ['a' => 'encrypted']; function casts() { return ['a' => 'encrypted']; }",
    ['App\\Models\\User a'],
  ],
  ["public $states = ['x' => 'encrypted']; function other() { return ['y' => 'encrypted']; }", []],
  ["protected $casts = [0 => 'encrypted', 'encrypted' => 'string', 'b' => 'encryptedly'];", []],
])('%s', async (body, expected) => {
  expect(await found(body)).toEqual(expected);
});

test('a trait says it for the models that use it', async () => {
  expect(await found("function x() { $this->mergeCasts(['pin' => 'encrypted']); }", 'trait HasPin')).toEqual([
    'App\\Models\\HasPin pin',
  ]);
});
