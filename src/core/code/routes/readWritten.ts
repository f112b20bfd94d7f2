import type { TextRange } from '../../base/text';
import type { Expression } from '../../laravel/php/syntax';
import { pathText } from '../../laravel/writtenPath';
import { readCall, readStaticCall } from './readCalls';
import { readChain } from './readChain';
import { type Reading, named, readArguments, readClosure, unknownWritten } from './reading';
import type { Written } from './script';

/** An expression as plain data. What cannot matter to routes and middleware is `unknown`. */
export function readWritten(expression: Expression, reading: Reading): Written {
  const { range } = expression;
  const inner = (each: Expression): Written => readWritten(each, reading);
  switch (expression.kind) {
    case 'literal':
      return { kind: 'scalar', range, value: expression.value };
    case 'magic':
      return magic(expression.name, range, reading);
    case 'template':
      return { kind: 'joined', range, parts: expression.parts.map(inner) };
    case 'array': {
      const items = expression.items.map((item) => ({
        value: inner(item.value),
        spread: item.spread,
        ...(item.key === undefined ? {} : { key: inner(item.key) }),
      }));
      return { kind: 'list', range, items };
    }
    case 'variable':
      return typeof expression.name === 'string'
        ? { kind: 'variable', range, name: expression.name }
        : unknownWritten('a variable variable', range);
    case 'constant':
      return expression.name === 'DIRECTORY_SEPARATOR' || expression.name === 'PHP_EOL'
        ? { kind: 'scalar', range, value: expression.name === 'PHP_EOL' ? '\n' : '/' }
        : unknownWritten(`the constant ${expression.name}`, range);
    case 'classConstant':
      return classConstant(expression, reading);
    case 'property':
      return property(expression, reading);
    case 'staticProperty':
      return expression.className === 'self' || expression.className === 'static'
        ? { kind: 'ownProperty', range, name: expression.name }
        : unknownWritten('a static property', range);
    case 'index':
      // `$this->app['router']`
      return expression.index?.kind === 'literal' && expression.index.value === 'router'
        ? { kind: 'router', range }
        : unknownWritten('an array element', range);
    case 'binary':
      if (expression.operator === '.') {
        return { kind: 'joined', range, parts: [inner(expression.left), inner(expression.right)] };
      }
      return expression.operator === '??'
        ? { kind: 'either', range, choices: [inner(expression.left), inner(expression.right)] }
        : unknownWritten('a calculation', range);
    case 'ternary':
      return {
        kind: 'either',
        range,
        choices: [expression.consequent ?? expression.test, expression.alternate].map(inner),
      };
    case 'match':
      return { kind: 'either', range, choices: expression.arms.map(({ body }) => inner(body)) };
    case 'unary':
      return expression.operator === '!'
        ? { kind: 'not', range, operand: inner(expression.operand) }
        : unknownWritten('a calculation', range);
    case 'cast':
    case 'silence':
      return { ...inner(expression.operand), range };
    case 'closure':
      return readClosure(expression.declaration, range, reading, true);
    case 'include':
      return { kind: 'include', range, path: inner(expression.target) };
    case 'new':
      return typeof expression.className === 'string'
        ? {
            kind: 'new',
            range,
            className: named(expression.className, reading),
            arguments: readArguments(expression.arguments, reading),
          }
        : unknownWritten('an object', range);
    case 'call':
      return folderText(expression, reading) ?? readCall(expression, reading);
    case 'staticCall':
      return readStaticCall(expression, reading) ?? readChain(expression, reading);
    case 'methodCall':
      return folderText(expression, reading) ?? readChain(expression, reading);
    default:
      return unknownWritten(expression.kind, range);
  }
}

function magic(name: string, range: TextRange, { folder, file, className }: Reading): Written {
  if (name === '__DIR__') return { kind: 'scalar', range, value: folder };
  if (name === '__FILE__') return { kind: 'scalar', range, value: file };
  if (name === '__NAMESPACE__' && className !== undefined) {
    return { kind: 'scalar', range, value: className.slice(0, Math.max(0, className.lastIndexOf('\\'))) };
  }
  return unknownWritten(name, range);
}

function classConstant(expression: Extract<Expression, { kind: 'classConstant' }>, reading: Reading): Written {
  const { className, name, range } = expression;
  if (typeof className !== 'string' || typeof name !== 'string') return unknownWritten('a class constant', range);
  if (name.toLowerCase() === 'class') {
    if (className === 'parent') return unknownWritten('parent::class', range);
    return { kind: 'scalar', range, value: named(className, reading) };
  }
  return { kind: 'constant', range, className: named(className, reading), name };
}

function property(expression: Extract<Expression, { kind: 'property' }>, reading: Reading): Written {
  const { target, name, range } = expression;
  if (typeof name !== 'string') return unknownWritten('a property', range);
  if (target.kind === 'variable' && target.name === 'this') return { kind: 'ownProperty', range, name };
  if (target.kind === 'classConstant' && name === 'value') return { ...readWritten(target, reading), range };
  return name === 'router' ? { kind: 'router', range } : unknownWritten('a property', range);
}

/** `dirname(__DIR__)`, `base_path('routes/api.php')`: a path that is certain where it stands. */
function folderText(expression: Expression, { root, folder }: Reading): Written | undefined {
  const text = pathText(expression, root, folder);
  return text === undefined || text === '' ? undefined : { kind: 'scalar', range: expression.range, value: text };
}
