import type { ClassDeclaration, Expression, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector } from '../collector';

/** An attribute whose column holds what Laravel encrypted with APP_KEY. */
export interface EncryptedAttribute {
  /** Fully qualified class, or trait, that says so: "App\Models\User". */
  readonly className: string;
  /** "two_factor_secret" */
  readonly attribute: string;
}

/**
 * Attributes with an encrypting cast: "encrypted" and "encrypted:…" in `$casts`, `casts()` and `mergeCasts()`, and Laravel's
 * AsEncryptedArrayObject and AsEncryptedCollection (HasAttributes, Laravel 8 to 13). What is encrypted by hand is not seen.
 */
export const encryptedAttributes: Collector<EncryptedAttribute> = {
  id: 'encryptedAttributes',
  wants: ({ text }) => /['"]encrypted[:'"]|\bAsEncrypted(?:ArrayObject|Collection)\b/.test(text),
  collect: ({ program }) =>
    classesIn(program.body).flatMap((declaration) => {
      const found = new Set(castsOf(declaration).flatMap(encryptedKeys));
      return Array.from(found, (attribute) => ({ className: declaration.name, attribute }));
    }),
};

function classesIn(body: readonly Statement[]): readonly ClassDeclaration[] {
  return body.flatMap((each) =>
    each.kind === 'class' ? [each.declaration] : each.kind === 'block' ? classesIn(each.body) : [],
  );
}

/** Expressions that hold casts: whatever arrays are in them. */
function castsOf({ properties, methods }: ClassDeclaration): readonly Expression[] {
  const property = properties.find(({ name }) => name === 'casts')?.default;
  const declared = methods.find(({ name }) => name.toLowerCase() === 'casts');
  const merged = methods.flatMap(({ body }) =>
    [...expressionsIn(body)].flatMap((call) =>
      call.kind === 'methodCall' && call.method === 'mergeCasts' ? call.arguments.map(({ value }) => value) : [],
    ),
  );
  return [...(property === undefined ? [] : [property]), ...expressionsIn(declared?.body), ...merged];
}

function encryptedKeys(expression: Expression): readonly string[] {
  if (expression.kind !== 'array') return [];
  return expression.items.flatMap(({ key, value }) =>
    key?.kind === 'literal' && typeof key.value === 'string' && isEncrypting(value) ? [key.value] : [],
  );
}

function isEncrypting(cast: Expression): boolean {
  if (cast.kind === 'literal')
    return (
      typeof cast.value === 'string' &&
      /^encrypted(?::|$)|(?:^|\\)AsEncrypted(?:ArrayObject|Collection)(?::|$)/.test(cast.value)
    );
  if (cast.kind === 'classConstant') return isEncryptingClass(cast.className);
  // AsEncryptedCollection::of(…), ::using(…)
  if (cast.kind === 'staticCall') return isEncryptingClass(cast.className);
  // AsEncryptedCollection::class.':'.Options::class
  return cast.kind === 'binary' && cast.operator === '.' && isEncrypting(cast.left);
}

function isEncryptingClass(name: Expression | string): boolean {
  return typeof name === 'string' && /(?:^|\\)AsEncrypted(?:ArrayObject|Collection)$/.test(name);
}
