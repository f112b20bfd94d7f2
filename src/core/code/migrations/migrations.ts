import { baseName } from '../../base/path';
import type { ClassDeclaration, Expression, Program, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector } from '../collector';
import { type Datum, datumOf, facadeOf, plainName } from './datum';
import { type MigrationClass, readSteps } from './readSteps';
import type { Migration } from './step';

/** Collects what migrations do to the schema: classes with a name and anonymous ones, wherever they lie. */
export const migrations: Collector<Migration> = {
  id: 'migrations',
  wants: ({ text }) => /\bextends\s+\\?[\w\\]*Migration\b/.test(text),
  collect: ({ path, relative, text, program }) => {
    const name = baseName(relative).replace(/\.php$/, '');
    return classesOf(program).flatMap((declaration): Migration[] => {
      if (declaration.extends === undefined || !/(?:^|\\)\w*Migration$/.test(declaration.extends)) return [];
      const up = declaration.methods.find((method) => method.name.toLowerCase() === 'up');
      if (up === undefined) return [];
      const down = declaration.methods.find((method) => method.name.toLowerCase() === 'down');
      const own = classOf(declaration, text);
      return [
        {
          file: path,
          relative,
          name,
          up: readSteps(up, own),
          touchesData: [...own.methods.values()].some(({ name: method, body }) => method !== 'down' && readsRows(body)),
          downThrows: down?.body.some(isThrow) ?? false,
        },
      ];
    });
  },
};

function classesOf({ body }: Program): readonly ClassDeclaration[] {
  const named = body.flatMap((each) => (each.kind === 'class' ? [each.declaration] : []));
  const returned = body.flatMap((each) =>
    each.kind === 'return' && each.value?.kind === 'new' && each.value.declaration !== undefined
      ? [each.value.declaration]
      : [],
  );
  return [...named, ...returned];
}

function classOf(declaration: ClassDeclaration, text: string): MigrationClass {
  const members = new Map<string, Datum>();
  const keep = (name: string, value: Expression | undefined): void => {
    const datum = datumOf(value, { variables: new Map(), members });
    if (datum !== undefined) members.set(name, datum);
  };
  for (const { name, value } of declaration.constants) keep(name, value);
  const set = new Set(declaration.methods.flatMap(({ body }) => assignedProperties(body)));
  for (const { name, default: value } of declaration.properties) if (!set.has(name)) keep(`$${name}`, value);
  const connection = members.get('$connection');
  return {
    text,
    members,
    methods: new Map(declaration.methods.map((method) => [method.name.toLowerCase(), method])),
    ...(connection?.kind === 'text'
      ? { connection: connection.text }
      : set.has('connection')
        ? { connection: '' }
        : {}),
  };
}

function assignedProperties(body: readonly Statement[]): readonly string[] {
  return [...expressionsIn(body)].flatMap((each) =>
    each.kind === 'assign' && each.target.kind === 'property' && typeof each.target.name === 'string'
      ? [each.target.name]
      : [],
  );
}

function isThrow(statement: Statement): boolean {
  return statement.kind === 'expression' && statement.expression.kind === 'throw';
}

const rowMethods =
  /^(?:chunk|chunkById|each|eachById|cursor|lazy|lazyById|get|insert|insertUsing|update|updateOrInsert|upsert)$/;

/** Whether rows are read or written: by the query builder, a model or SQL. */
function readsRows(body: readonly Statement[]): boolean {
  for (const each of expressionsIn(body)) {
    if (each.kind === 'methodCall' && rowMethods.test(plainName(each.method))) return true;
    if (each.kind === 'staticCall') {
      const method = plainName(each.method);
      const [first] = each.arguments;
      const sql = first?.value.kind === 'literal' ? `${first.value.value}` : '';
      if (/^\s*(?:insert|update|replace|with)\b/i.test(sql)) return true;
      if (facadeOf(each.className) === 'DB' && /^(?:table|select|insert|update|delete|cursor)$/.test(method))
        return true;
      if (
        facadeOf(each.className) !== 'Schema' &&
        /^(?:query|all|where\w*|with\w*|chunk\w*|each|create|find)$/.test(method)
      )
        return true;
    }
  }
  return false;
}
