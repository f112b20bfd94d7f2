import { irregular, unchanged } from '../../code/routes/singular';
import { lastPart } from '../../laravel/php/names';

const irregularPlurals = new Map(Array.from(irregular, ([plural, one]) => [one, plural]));

/** The English plural rules of doctrine/inflector 2 (MIT licence), in order; the first that matches counts. */
const regular: readonly (readonly [RegExp, string])[] = [
  [/(s)tatus$/, '$1tatuses'],
  [/(quiz)$/, '$1zes'],
  [/^(ox)$/, '$1en'],
  [/([m|l])ouse$/, '$1ice'],
  [/(matr|vert|ind)(?:ix|ex)$/, '$1ices'],
  [/(x|ch|ss|sh)$/, '$1es'],
  [/([^aeiouy]|qu)y$/, '$1ies'],
  [/(hive|gulf)$/, '$1s'],
  [/([^f])fe$/, '$1ves'],
  [/([lr])f$/, '$1ves'],
  [/sis$/, 'ses'],
  [/([ti])um$/, '$1a'],
  [/(tax)on$/, '$1a'],
  [/(c)riterion$/, '$1riteria'],
  [/(p)erson$/, '$1eople'],
  [/(m)an$/, '$1en'],
  [/(c)hild$/, '$1hildren'],
  [/(f)oot$/, '$1eet'],
  [/(buffal|her|potat|tomat|volcan)o$/, '$1oes'],
  [/(alumn|bacill|cact|foc|fung|nucle|radi|stimul|syllab|termin|vir)us$/, '$1i'],
  [/us$/, 'uses'],
  [/(alias)$/, '$1es'],
  [/(analys|ax|cris|test|thes)is$/, '$1es'],
  [/s$/, 's'],
];

/** Illuminate\Support\Pluralizer::plural() of one lower-case word. */
export function plural(word: string): string {
  if (word === '' || unchanged.has(word) || /media$|ware$/.test(word)) return word;
  const known = irregularPlurals.get(word);
  if (known !== undefined) return known;
  for (const [pattern, replacement] of regular) if (pattern.test(word)) return word.replace(pattern, replacement);
  return `${word}s`;
}

/** Illuminate\Support\Str::snake(). */
export function snake(name: string): string {
  return name === name.toLowerCase() ? name : name.replace(/(.)(?=[A-Z])/g, '$1_').toLowerCase();
}

/** Illuminate\Support\Str::studly() of a name of a variable, property or column. */
export function studly(name: string): string {
  return name.replace(/(?:^|[_\s-]+)([A-Za-z0-9])/g, (_whole, first: string) => first.toUpperCase());
}

/** "App\Models\OrderItem" → "order_items": Model::getTable() where nothing else is said. */
export function tableOfClass(className: string): string {
  const name = lastPart(className);
  const last = /[A-Z][^A-Z]*$/.exec(name)?.index ?? 0;
  const word = name.slice(last);
  const many = plural(word.toLowerCase());
  // The first letter stays a capital: "User" → "Users", so that snake() begins a word there.
  return snake(
    name.slice(0, last) +
      (last === 0 && word === word.toLowerCase() ? many : many.slice(0, 1).toUpperCase() + many.slice(1)),
  );
}
