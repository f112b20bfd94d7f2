import type { ClassDeclaration, Expression } from '../../laravel/php/syntax';
import type { ClassFact } from './queryFact';
import type { Reading } from './scope';
import { writtenText } from './sqlText';

/** What a class says of its table, its key and what is always read with it. */
export function classFact({ file, globalScopes }: Reading, declaration: ClassDeclaration): ClassFact {
  const { name, type, abstract, extends: parent, traits, attributes, methods } = declaration;
  const attribute = attributes.find((each) => /(?:^|\\)Attributes\\Table$/.test(each.name));
  const given = (key: string, at: number): Expression | undefined =>
    (
      attribute?.arguments.find((each) => each.name === key) ??
      attribute?.arguments.filter((each) => each.name === undefined)[at]
    )?.value;
  const scoped = attributes.some((each) => /(?:^|\\)Attributes\\ScopedBy$/.test(each.name));
  const hasMethod = (method: string): boolean => methods.some((each) => each.name.toLowerCase() === method);
  const table = hasMethod('gettable')
    ? returned(declaration, 'gettable')
    : textOf(given('name', 0) ?? valueOf(declaration, 'table'));
  const key = textOf(given('key', 1) ?? valueOf(declaration, 'primaryKey'));
  const routeKey = hasMethod('getroutekeyname') ? returned(declaration, 'getroutekeyname') : undefined;
  const eager = valueOf(declaration, 'with');
  return {
    fact: 'class',
    name,
    file: file.relative,
    type: type === 'trait' ? 'trait' : 'class',
    abstract,
    ...(parent === undefined ? {} : { extends: parent }),
    traits,
    ...(table === undefined ? {} : { table }),
    ...(key === undefined ? {} : { key }),
    ...(routeKey === undefined ? {} : { routeKey }),
    with:
      eager?.kind === 'array'
        ? eager.items.flatMap(({ value, key: named }) => writtenText(named ?? value)?.split(':')[0] ?? [])
        : [],
    globalScopes: scoped ? [...globalScopes, { kind: 'other' }] : globalScopes,
  };
}

function valueOf({ properties }: ClassDeclaration, name: string): Expression | undefined {
  return properties.find((each) => each.name === name)?.default;
}

/** Undefined: not said; null: said, and not certain. */
function textOf(expression: Expression | undefined): string | null | undefined {
  if (expression === undefined || (expression.kind === 'literal' && expression.value === null)) return undefined;
  return writtenText(expression) ?? null;
}

function returned({ methods }: ClassDeclaration, name: string): string | null {
  const body = methods.find((each) => each.name.toLowerCase() === name)?.body ?? [];
  const [only] = body;
  return (only?.kind === 'return' && body.length === 1 && only.value !== undefined && writtenText(only.value)) || null;
}
