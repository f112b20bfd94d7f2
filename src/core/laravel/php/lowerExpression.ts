import type { TextRange } from '../../base/text';
import { lastPart, resolveClassName } from './names';
import type { Lowering } from './lowering';
import { lowerLiteral } from './lowerLiteral';
import { type RawNode, children, flag, isNode, nameOf, node, nodes, rangeOf, text } from './raw';
import type { Argument, ArrayItem, Expression, MatchArm } from './syntax';

type CastType = Extract<Expression, { kind: 'cast' }>['type'];
const castTypes: Readonly<Record<string, CastType>> = {
  int: 'int',
  integer: 'int',
  float: 'float',
  double: 'float',
  real: 'float',
  string: 'string',
  bool: 'bool',
  boolean: 'bool',
  array: 'array',
  object: 'object',
  unset: 'unset',
  binary: 'binary',
};

/** Turns one expression of the parser's tree into ours. */
export function lowerExpression(raw: RawNode, to: Lowering): Expression {
  const range = rangeOf(raw);
  const literal = lowerLiteral(raw, range);
  if (literal !== undefined) return literal;
  const optional = (field: string): Expression | undefined => {
    const child = node(raw, field);
    return child === undefined ? undefined : lowerExpression(child, to);
  };
  const inner = (field: string): Expression => optional(field) ?? { kind: 'other', what: raw.kind, parts: [], range };
  const list = (field: string): Expression[] => nodes(raw, field).map((each) => lowerExpression(each, to));
  switch (raw.kind) {
    case 'encapsed':
      if (text(raw, 'type') === 'shell') return { kind: 'other', what: 'a shell command', parts: [], range };
      return { kind: 'template', range, parts: list('value') };
    case 'encapsedpart':
      return inner('expression');
    case 'array':
    case 'list':
      return { kind: 'array', range, items: arrayItems(raw, to) };
    case 'variable': {
      const name = node(raw, 'name');
      return { kind: 'variable', range, name: name === undefined ? text(raw, 'name') : lowerExpression(name, to) };
    }
    case 'offsetlookup': {
      // An unquoted key inside a string ("$list[key]") is an identifier: a string, not a constant.
      const offset = node(raw, 'offset');
      const index =
        offset?.kind === 'identifier'
          ? ({ kind: 'literal', range: rangeOf(offset), value: text(offset, 'name'), float: false } as const)
          : optional('offset');
      return { kind: 'index', range, target: inner('what'), ...(index === undefined ? {} : { index }) };
    }
    case 'propertylookup':
    case 'nullsafepropertylookup':
      return { kind: 'property', range, target: inner('what'), name: memberName(raw, to) };
    case 'name':
      return { kind: 'constant', range, name: lastPart(text(raw, 'name')) };
    case 'staticlookup':
      return staticLookup(raw, to);
    case 'call':
      return call(raw, to);
    case 'new': {
      const what = node(raw, 'what');
      const args = callArguments(raw, to);
      if (what === undefined) return { kind: 'new', range, arguments: args };
      if (what.kind === 'class') return { kind: 'new', range, arguments: args, declaration: to.classDeclaration(what) };
      return { kind: 'new', range, className: classOf(what, to), arguments: args };
    }
    case 'unary': {
      const operator = text(raw, 'type');
      if (operator === '!' || operator === '-' || operator === '+' || operator === '~') {
        return { kind: 'unary', range, operator, operand: inner('what') };
      }
      return { kind: 'other', what: operator, parts: [inner('what')], range };
    }
    case 'bin':
      return {
        kind: 'binary',
        range,
        operator: text(raw, 'type').toLowerCase(),
        left: inner('left'),
        right: inner('right'),
      };
    case 'assign':
      return { kind: 'assign', range, operator: text(raw, 'operator'), target: inner('left'), value: inner('right') };
    case 'assignref':
      return { kind: 'assignReference', range, target: inner('left'), value: inner('right') };
    case 'pre':
    case 'post': {
      const operator = text(raw, 'type') === '-' ? '-' : '+';
      return { kind: 'increment', range, operator, prefix: raw.kind === 'pre', target: inner('what') };
    }
    case 'retif': {
      const consequent = optional('trueExpr');
      const choice = { test: inner('test'), alternate: inner('falseExpr') };
      return { kind: 'ternary', range, ...choice, ...(consequent === undefined ? {} : { consequent }) };
    }
    case 'match':
      return { kind: 'match', range, subject: inner('cond'), arms: nodes(raw, 'arms').map((each) => arm(each, to)) };
    case 'cast': {
      const type = castTypes[text(raw, 'type').toLowerCase()];
      if (type === undefined) return { kind: 'other', what: text(raw, 'raw'), parts: [inner('expr')], range };
      return { kind: 'cast', range, type, operand: inner('expr') };
    }
    case 'isset':
      return { kind: 'isset', range, operands: list('variables') };
    case 'empty':
      return { kind: 'empty', range, operand: inner('expression') };
    case 'closure':
    case 'arrowfunc':
      return { kind: 'closure', range, declaration: to.functionLike(raw) };
    case 'include':
      return { kind: 'include', range, target: inner('target') };
    case 'magic':
      return { kind: 'magic', range, name: text(raw, 'value').toUpperCase() };
    case 'throw':
      return { kind: 'throw', range, operand: inner('what') };
    case 'exit': {
      const operand = optional('expression');
      return { kind: 'exit', range, ...(operand === undefined ? {} : { operand }) };
    }
    case 'silent':
      return { kind: 'silence', range, operand: inner('expr') };
    default:
      return { kind: 'other', range, what: raw.kind, parts: children(raw).map((each) => lowerExpression(each, to)) };
  }
}

function arrayItems(raw: RawNode, to: Lowering): ArrayItem[] {
  return nodes(raw, 'items').map((item) => {
    const key = node(item, 'key');
    const value = node(item, 'value');
    const range = rangeOf(item);
    return {
      range,
      value: value === undefined ? { kind: 'other', what: item.kind, parts: [], range } : lowerExpression(value, to),
      spread: flag(item, 'unpack'),
      byReference: flag(item, 'byRef'),
      ...(key === undefined ? {} : { key: lowerExpression(key, to) }),
    };
  });
}

/** The member of a property or static lookup: a plain name, or an expression. */
function memberName(raw: RawNode, to: Lowering): string | Expression {
  const offset = node(raw, 'offset');
  if (offset === undefined) return '';
  if (offset.kind === 'identifier') return text(offset, 'name');
  const value = node(offset, 'value');
  return lowerExpression(offset.kind === 'literal' && value !== undefined ? value : offset, to);
}

function classOf(raw: RawNode, to: Lowering): string | Expression {
  if (raw.kind === 'name') return resolveClassName(text(raw, 'name'), to.scope);
  if (/^(?:self|static|parent)reference$/.test(raw.kind)) return raw.kind.replace('reference', '');
  return lowerExpression(raw, to);
}

function staticLookup(raw: RawNode, to: Lowering): Expression {
  const range = rangeOf(raw);
  const what = node(raw, 'what');
  const className = what === undefined ? '' : classOf(what, to);
  const offset = node(raw, 'offset');
  if (offset?.kind === 'variable') return { kind: 'staticProperty', range, className, name: text(offset, 'name') };
  return { kind: 'classConstant', range, className, name: memberName(raw, to) };
}

function call(raw: RawNode, to: Lowering): Expression {
  const range = rangeOf(raw);
  const what = node(raw, 'what');
  const args = callArguments(raw, to);
  if (what === undefined) return { kind: 'other', what: 'call', parts: [], range };
  if (what.kind === 'name') return { kind: 'call', range, callee: lastPart(text(what, 'name')), arguments: args };
  const target = node(what, 'what');
  if (what.kind === 'staticlookup' && target !== undefined) {
    const method = memberName(what, to);
    return {
      kind: 'staticCall',
      range,
      className: classOf(target, to),
      method,
      nameRange: memberRange(what),
      arguments: args,
    };
  }
  if ((what.kind === 'propertylookup' || what.kind === 'nullsafepropertylookup') && target !== undefined) {
    return {
      kind: 'methodCall',
      range,
      target: lowerExpression(target, to),
      method: memberName(what, to),
      nameRange: memberRange(what),
      arguments: args,
    };
  }
  return { kind: 'call', range, callee: lowerExpression(what, to), arguments: args };
}

function memberRange(raw: RawNode): TextRange {
  return rangeOf(node(raw, 'offset') ?? raw);
}

function callArguments(raw: RawNode, to: Lowering): Argument[] {
  return lowerArguments(raw, 'arguments', to);
}

/** The arguments of a call or an attribute. */
export function lowerArguments(raw: RawNode, field: string, to: Lowering): Argument[] {
  return nodes(raw, field).map((each) => {
    const range = rangeOf(each);
    const inner =
      each.kind === 'namedargument' ? node(each, 'value') : each.kind === 'variadic' ? node(each, 'what') : each;
    const value = isNode(inner)
      ? lowerExpression(inner, to)
      : ({ kind: 'other', what: each.kind, parts: [], range } as const);
    const name = each.kind === 'namedargument' ? nameOf(each, 'name') : '';
    return { range, value, spread: each.kind === 'variadic', ...(name === '' ? {} : { name }) };
  });
}

function arm(raw: RawNode, to: Lowering): MatchArm {
  const inner = node(raw, 'body');
  const result: Expression =
    inner === undefined ? { kind: 'other', what: 'match', parts: [], range: rangeOf(raw) } : lowerExpression(inner, to);
  if (!Array.isArray(raw['conds'])) return { body: result };
  return { conditions: nodes(raw, 'conds').map((each) => lowerExpression(each, to)), body: result };
}
