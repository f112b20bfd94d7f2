import { expect, test } from 'vitest';
import { classIndex } from '../../../../src/core/code/classes';
import { codeOf } from './routes/reading';

const files = {
  'composer.json': JSON.stringify({
    require: { 'laravel/framework': '^12.0' },
    autoload: { 'psr-4': { 'App\\': 'app/' } },
  }),
  'app/Home.php': `<?php
namespace App;

use App\\Traits\\{Limits, Other as Renamed};
use Illuminate\\Http\\Request;

// class NotThis extends Comment {
/** Says "class NorThis {" */
final class Home extends Base implements \\Countable
{
    use Limits, Renamed;

    const PREFIX = 'admin';

    public function store(Request $request, ?StoreRequest $form, int|string $id, Base ...$more): void
    {
        $closure = function () use ($id) {};
    }
}
`,
  'app/Base.php': '<?php\nnamespace App;\nabstract class Base extends \\Illuminate\\Routing\\Controller {}\n',
  'app/StoreRequest.php':
    '<?php\nnamespace App;\nclass StoreRequest extends \\Illuminate\\Foundation\\Http\\FormRequest {}\n',
  'app/Traits/Limits.php':
    "<?php\nnamespace App\\Traits;\ntrait Limits { function limit() { RateLimiter::tooManyAttempts('x', 5); } }\n",
  'app/Traits/Other.php': '<?php\nnamespace App\\Traits;\ntrait Other {}\n',
  'app/Prefix.php': '<?php\nnamespace App;\nenum Prefix: string { case Admin = \'admin\'; case Shop = "shop"; }\n',
  'app/Outside.php': '<?php\nnamespace App;\nclass Outside extends \\Acme\\Controller {}\n',
};

test('classes are found by their words, nothing is parsed for it', async () => {
  const index = classIndex(await codeOf(files));
  const home = index.get('\\app\\home');
  expect(home).toMatchObject({
    name: 'App\\Home',
    type: 'class',
    file: '/shop/app/Home.php',
    extends: 'App\\Base',
    implements: ['Countable'],
    traits: ['App\\Traits\\Limits', 'App\\Traits\\Other'],
    imports: ['App\\Traits\\Limits', 'App\\Traits\\Other', 'Illuminate\\Http\\Request'],
  });
  expect(files['app/Home.php'].slice(home?.range.start, home?.range.end)).toBe('Home');
  expect(home?.methods.get('store')).toEqual(['Illuminate\\Http\\Request', 'App\\StoreRequest', 'App\\Base']);
  expect(index.get('App\\NotThis')).toBeUndefined();
  expect(index.ancestors('App\\Home')).toEqual(['App\\Home', 'App\\Base', 'Illuminate\\Routing\\Controller']);
  expect(index.constantText('App\\Home', 'PREFIX')).toBe('admin');
  expect(index.constantText('App\\Prefix', 'Shop')).toBe('shop');
});

test('mentions: in the class, its traits and ancestors; unknown when something outside was not read', async () => {
  const index = classIndex(await codeOf(files));
  const limiting = /throttl|ratelimit|tooManyAttempts/i;
  expect(index.mentions('App\\Home', limiting)).toBe(true);
  expect(index.mentions('App\\Home', /webhook/i)).toBe(false);
  expect(index.mentions('App\\StoreRequest', limiting)).toBe(false);
  expect(index.mentions('App\\Outside', limiting)).toBeUndefined();
  expect(index.mentions('Acme\\ThrottledController', limiting)).toBe(true);
  expect(index.mentions('App\\Missing', limiting)).toBeUndefined();
});
