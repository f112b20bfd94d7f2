import { type NameScope, lastPart } from './names';
import { lowerExpression } from './lowerExpression';
import type { Lowering } from './lowering';
import { type RawNode, flag, isNode, nameOf, node, nodes, rangeOf, text } from './raw';
import { attributes, classDeclaration, constants, parameter } from './lowerClass';
import type { Expression, FunctionLike, Program, Statement, SwitchCase } from './syntax';

/**
 * Turns the parser's tree into ours. Throws RangeError on trees that are nested too deeply.
 *
 * @param source the text that was parsed
 */
export function lower(program: RawNode, source: string): Program {
  const scope: NameScope = { namespace: '', uses: new Map() };
  const lowering: Lowering = {
    scope,
    source,
    statements: (raw) => raw.flatMap((each) => statement(each, lowering)),
    functionLike: (raw) => functionLike(raw, lowering),
    classDeclaration: (raw) => classDeclaration(raw, lowering),
  };
  return { body: lowering.statements(nodes(program, 'children')) };
}

/** One statement; several for what only groups them (namespaces). */
function statement(raw: RawNode, to: Lowering): Statement[] {
  const range = rangeOf(raw);
  const expression = (field: string) => {
    const child = node(raw, field);
    return child === undefined ? undefined : lowerExpression(child, to);
  };
  const required = (field: string) => expression(field) ?? missing(raw);
  const list = (field: string) => nodes(raw, field).map((each) => lowerExpression(each, to));
  switch (raw.kind) {
    case 'namespace':
      to.scope.namespace = text(raw, 'name').replace(/^\\/, '');
      if (flag(raw, 'withBrackets')) to.scope.uses.clear();
      return to.statements(nodes(raw, 'children'));
    case 'usegroup':
      addUses(raw, to.scope);
      return [];
    case 'expressionstatement':
      return [{ kind: 'expression', range, expression: withoutSemicolon(required('expression'), to.source) }];
    case 'return': {
      const value = expression('expr');
      return [{ kind: 'return', range, ...(value === undefined ? {} : { value }) }];
    }
    case 'block':
      return [{ kind: 'block', range, body: to.statements(nodes(raw, 'children')) }];
    case 'if':
      return [
        {
          kind: 'if',
          range,
          test: required('test'),
          consequent: body(raw, 'body', to),
          alternate: body(raw, 'alternate', to),
        },
      ];
    case 'foreach': {
      const key = expression('key');
      const value = node(raw, 'value');
      const byReference = value !== undefined && flag(value, 'byref');
      const loop = { subject: required('source'), value: required('value'), byReference, body: body(raw, 'body', to) };
      return [{ kind: 'foreach', range, ...loop, ...(key === undefined ? {} : { key }) }];
    }
    case 'for': {
      const loop = { start: list('init'), tests: list('test'), steps: list('increment') };
      return [{ kind: 'for', range, ...loop, body: body(raw, 'body', to) }];
    }
    case 'while':
      return [{ kind: 'while', range, test: required('test'), body: body(raw, 'body', to) }];
    case 'do':
      return [{ kind: 'doWhile', range, test: required('test'), body: body(raw, 'body', to) }];
    case 'switch':
      return [{ kind: 'switch', range, subject: required('test'), cases: switchCases(raw, to) }];
    case 'try':
      return [
        {
          kind: 'try',
          range,
          body: body(raw, 'body', to),
          catches: nodes(raw, 'catches').map((each) => {
            const variable = node(each, 'variable');
            const name = variable === undefined ? '' : text(variable, 'name');
            return { body: body(each, 'body', to), ...(name === '' ? {} : { variable: name }) };
          }),
          always: body(raw, 'always', to),
        },
      ];
    case 'break':
    case 'continue':
      return [{ kind: raw.kind, range, levels: Number(nameless(raw, 'level')) || 1 }];
    case 'function':
      return [{ kind: 'function', range, declaration: functionLike(raw, to) }];
    case 'class':
    case 'trait':
    case 'interface':
    case 'enum':
      return [{ kind: 'class', range, declaration: classDeclaration(raw, to) }];
    case 'constantstatement':
      return [{ kind: 'constants', range, constants: constants(raw, to) }];
    case 'unset':
      return [{ kind: 'unset', range, targets: list('variables') }];
    case 'echo':
      return [{ kind: 'echo', range, expressions: list('expressions') }];
    case 'static':
      return [{ kind: 'variables', range, how: 'static', names: nodes(raw, 'variables').map(variableName) }];
    case 'global':
      return [{ kind: 'variables', range, how: 'global', names: nodes(raw, 'items').map(variableName) }];
    case 'declare': {
      const inner = to.statements(nodes(raw, 'children'));
      return inner.length === 0 ? [{ kind: 'nothing', range }] : inner;
    }
    case 'inline':
    case 'noop':
      return [{ kind: 'nothing', range }];
    case 'throw':
    case 'exit':
      return [{ kind: 'expression', range, expression: lowerExpression(raw, to) }];
    default:
      return [{ kind: 'other', range, what: raw.kind }];
  }
}

/** The parser counts the semicolon behind a call that is a statement of its own as part of the call. */
function withoutSemicolon(expression: Expression, source: string): Expression {
  const { start, end } = expression.range;
  if (source[end - 1] !== ';') return expression;
  return { ...expression, range: { start, end: start + source.slice(start, end - 1).trimEnd().length } };
}

function missing(raw: RawNode): { kind: 'other'; what: string; parts: []; range: { start: number; end: number } } {
  return { kind: 'other', what: raw.kind, parts: [], range: rangeOf(raw) };
}

/** A body that is a block, a single statement, or absent. */
function body(raw: RawNode, field: string, to: Lowering): Statement[] {
  const value = raw[field];
  if (Array.isArray(value)) return to.statements(value.filter(isNode));
  if (!isNode(value)) return [];
  return value.kind === 'block' ? to.statements(nodes(value, 'children')) : to.statements([value]);
}

function nameless(raw: RawNode, field: string): string {
  const value = node(raw, field);
  return value === undefined ? '' : text(value, 'value');
}

function variableName(raw: RawNode): string {
  const inner = node(raw, 'variable') ?? raw;
  return text(inner, 'name');
}

function switchCases(raw: RawNode, to: Lowering): SwitchCase[] {
  const block = node(raw, 'body');
  return (block === undefined ? [] : nodes(block, 'children')).map((each) => {
    const test = node(each, 'test');
    return { body: body(each, 'body', to), ...(test === undefined ? {} : { test: lowerExpression(test, to) }) };
  });
}

function addUses(raw: RawNode, scope: NameScope): void {
  const prefix = text(raw, 'name').replace(/^\\/, '');
  for (const item of nodes(raw, 'items')) {
    if (text(raw, 'type') !== '' || text(item, 'type') !== '') continue; // functions and constants
    const name = text(item, 'name').replace(/^\\/, '');
    const alias = nameOf(item, 'alias') || lastPart(name);
    scope.uses.set(alias.toLowerCase(), prefix === '' ? name : `${prefix}\\${name}`);
  }
}

function functionLike(raw: RawNode, to: Lowering): FunctionLike {
  const arrow = raw.kind === 'arrowfunc';
  const inner = node(raw, 'body');
  const value = arrow && inner !== undefined ? lowerExpression(inner, to) : undefined;
  const uses = nodes(raw, 'uses').map((each) => ({ name: text(each, 'name'), byReference: flag(each, 'byref') }));
  return {
    name: nameOf(raw, 'name'),
    range: rangeOf(raw),
    parameters: nodes(raw, 'arguments').map((each) => parameter(each, to)),
    body: value === undefined ? body(raw, 'body', to) : [{ kind: 'return', range: value.range, value }],
    arrow,
    attributes: attributes(raw, to),
    ...(raw.kind === 'closure' ? { uses } : {}),
  };
}
